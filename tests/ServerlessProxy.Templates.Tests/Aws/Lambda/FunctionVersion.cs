namespace ServerlessProxy.Templates.Tests.Aws.Lambda;

/// <summary>A published version of a function.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="Code">Its code.</param>
/// <param name="Fingerprint">What its configuration was, to tell it from another.</param>
/// <param name="Published">When, in UTC.</param>
internal sealed record FunctionVersion(int Number, CodeLocation Code, string Fingerprint, DateTime Published);
