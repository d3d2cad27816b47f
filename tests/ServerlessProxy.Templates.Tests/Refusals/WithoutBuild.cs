using ServerlessProxy.Eng;

namespace ServerlessProxy.Templates.Tests;

/// <summary>Runs the Serverless Framework where the code of the function does not matter: the <c>dotnet</c> that it finds makes an empty zip, and an empty program,
/// in the place of a build of many seconds.</summary>
internal static class WithoutBuild
{
    private const string MakeEmptyZip = """
        mkdir -p "$(dirname "$LambdaZip")" artifacts/function
        : > artifacts/function/bootstrap
        printf 'PK\005\006\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000\000' > "$LambdaZip"
        """;

    /// <summary>A command of the Serverless Framework in a scaffold.</summary>
    public static async Task<Command> ServerlessAsync(Scaffold scaffold, params string[] arguments) =>
        Of(await scaffold.ServerlessAsync(arguments));

    /// <summary>The same for any command.</summary>
    public static Command Of(Command command) => ProgramInFront.Of(command, "dotnet", MakeEmptyZip);
}
