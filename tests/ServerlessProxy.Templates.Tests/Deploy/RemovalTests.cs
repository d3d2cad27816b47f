using System.Text.Json;
using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>
/// Checks how <c>sls remove</c> of a proxy with a queue reacts to simplified responses of AWS.
/// <see cref="QueueRehearsalTests"/> has realistic responses.
/// </summary>
public sealed class RemovalTests
{
    private const string Stack =
        """{ "Stacks": [{ "Outputs": [{ "OutputKey": "RequestQueueUrl", "OutputValue": "q" }, { "OutputKey": "RetryQueueUrl", "OutputValue": "r" }] }] }""";

    private const string Lost =
        "2 accepted requests would be lost. Wait until the queue is empty (npx sls dlq, npx sls redrive), " +
        "or set DISCARD_REQUESTS=yes in the environment.";

    /// <summary>
    /// AWS's answers by operation, and the problems or the error. An answer that is a text is an error: its code, a
    /// colon, and its message.
    /// </summary>
    [Theory]
    [InlineData("""{ "describeStacks": "ValidationError:Stack with id s does not exist" }""", "")]
    [InlineData("""{ "describeStacks": "AccessDenied:User is not authorized" }""", "User is not authorized")]
    [InlineData("""{ "describeStacks": { "Stacks": [{ "Outputs": [] }] } }""", "")]
    [InlineData(
        """{ "describeStacks": STACK, "getQueueAttributes": "AWS.SimpleQueueService.NonExistentQueue:The specified queue does not exist." }""",
        ""
    )]
    [InlineData(
        """{ "describeStacks": STACK, "getQueueAttributes": "AccessDenied:The queue does not exist, or you may not see it" }""",
        "The queue does not exist, or you may not see it"
    )]
    [InlineData(
        """
            {
              "describeStacks": STACK,
              "getQueueAttributes": {
                "Attributes": { "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "2" }
              }
            }
            """,
        $"RequestQueue: {Lost}\nRetryQueue: {Lost}"
    )]
    [InlineData(
        """{ "describeStacks": STACK, "getQueueAttributes": { "Attributes": { "ApproximateNumberOfMessages": "0", "ApproximateNumberOfMessagesNotVisible": "0" } } }""",
        ""
    )]
    public async Task Removal_ContinuesOnlyIfNoRequestIsLost(string answers, string expected)
    {
        const string Script = """
            const answers = JSON.parse(process.argv[1]);
            const request = async (service, method) => {
              const answer = answers[method];
              if (typeof answer !== 'string') return answer;
              const [code, message] = answer.split(':');
              throw Object.assign(new Error(message), { providerError: { code } });
            };
            const serverless = { getProvider: () => ({ naming: { getStackName: () => 's' }, request }) };
            const print = (result) => console.log(JSON.stringify(result));
            const { prepare } = require('./plugin/queue/removal');
            prepare(serverless, {}).then((problems) => print(problems.join('\n')), (error) => print(error.message));
            """;
        var scaffold = await Template.CreateAsync("removal", "my-proxy", [.. Template.Working, "--delivery", "queued"]);
        var given = answers.Replace("STACK", Stack, StringComparison.Ordinal);
        var run = (await new Command("node", "--eval", Script, given) { Folder = scaffold.Folder }.RunAsync()).OrFail();
        Assert.Equal(expected, JsonSerializer.Deserialize<string>(run.Output));
    }
}
