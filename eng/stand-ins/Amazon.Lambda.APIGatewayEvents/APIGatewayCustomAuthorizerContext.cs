using System.Globalization;
using System.Text.Json;

namespace Amazon.Lambda.APIGatewayEvents;

/// <summary>Represents a Lambda authorizer's context. The well-known entries are also properties.</summary>
/// <remarks>Entries that were read from JSON are <see cref="JsonElement"/>s.</remarks>
public class APIGatewayCustomAuthorizerContext : Dictionary<string, object>
{
    public string PrincipalId
    {
        get => Text("principalId");
        set => this["principalId"] = value;
    }

    public string StringKey
    {
        get => Text("stringKey");
        set => this["stringKey"] = value;
    }

    public int? NumKey
    {
        get => int.TryParse(Text("numKey"), CultureInfo.InvariantCulture, out var number) ? number : null;
        set => this["numKey"] = value;
    }

    public bool? BoolKey
    {
        get => bool.TryParse(Text("boolKey"), out var truth) ? truth : null;
        set => this["boolKey"] = value;
    }

    public Dictionary<string, string> Claims
    {
        get => this.GetValueOrDefault("claims") switch
        {
            Dictionary<string, string> claims => claims,
            JsonElement { ValueKind: JsonValueKind.Object } json =>
                json.EnumerateObject().ToDictionary(claim => claim.Name, claim => claim.Value.ToString()),
            _ => null,
        };
        set => this["claims"] = value;
    }

    private string Text(string key) => this.GetValueOrDefault(key) switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null } => null,
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
