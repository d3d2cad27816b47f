using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.WebUtilities;

namespace ServerlessProxy.Templates.Tests.Aws.Protocol;

/// <summary>A service of the query protocol: a form with the operation in <c>Action</c>, answered with XML.</summary>
/// <param name="name">Its name in the calls.</param>
/// <param name="model">Its model.</param>
internal abstract class QueryService(string name, ServiceModel model) : AwsService(name, model)
{
    /// <inheritdoc/>
    public override AwsRequest? Read(HttpMessage message)
    {
        var form = QueryHelpers
            .ParseQuery(Encoding.UTF8.GetString(message.Content))
            .ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
        return form.Remove("Action", out var action) && Model.Named(action) is { } operation
            ? new AwsRequest(operation, form, message)
            : null;
    }

    /// <inheritdoc/>
    public override AwsResponse Refuse(AwsException error) =>
        AwsResponse.Xml(error.Status, Element("ErrorResponse", new JsonObject
        {
            ["Error"] = new JsonObject { ["Type"] = "Sender", ["Code"] = error.Code, ["Message"] = error.Message },
            ["RequestId"] = Guid.NewGuid().ToString(),
        }));

    /// <summary>Takes on an operation, whose result becomes XML.</summary>
    protected void Serve(string operation, Func<AwsRequest, JsonObject> result) =>
        Serve(operation, request => AwsResponse.Xml(200, Element(operation + "Response", new JsonObject
        {
            [operation + "Result"] = result(request),
            ["ResponseMetadata"] = new JsonObject { ["RequestId"] = Guid.NewGuid().ToString() },
        })));

    private XElement Element(string element, JsonNode? value)
    {
        var qualified = XName.Get(element, Model.XmlNamespace);
        return value switch
        {
            JsonObject members => new XElement(
                qualified,
                members.Where(member => member.Value is not null).Select(member => Element(member.Key, member.Value))),
            JsonArray items => new XElement(qualified, items.Select(item => Element("member", item))),
            _ => new XElement(qualified, value?.ToString()),
        };
    }
}
