namespace ServerlessProxy;

/// <summary>What a provider sends to prove that it knows the secret.</summary>
public enum SignatureFormat
{
    /// <summary>An HMAC with SHA-256, in hexadecimal digits.</summary>
    Hex,

    /// <summary>An HMAC with SHA-256, in base64.</summary>
    Base64,

    /// <summary>The secret itself.</summary>
    Secret,
}
