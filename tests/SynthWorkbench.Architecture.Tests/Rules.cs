namespace SynthWorkbench.Architecture.Tests;

/// <summary>The rules of docs/adr/0001 that hold between types.</summary>
internal static class Rules
{
    private const StringComparison Ordinal = StringComparison.Ordinal;

    /// <summary>Which slice may know which (beside Data, Auditing, Jobs and Accounts, which all may).</summary>
    private static readonly Dictionary<string, string[]> SliceEdges = new(StringComparer.Ordinal)
    {
        ["Datasets"] = [],
        ["Recipes"] = ["Datasets"],
        ["Fidelity"] = ["Datasets", "Recipes"],
        ["Privacy"] = ["Datasets", "Recipes"],
        ["Generation"] = ["Datasets", "Recipes", "Fidelity", "Privacy"],
        ["Studio"] = ["Datasets", "Recipes", "Fidelity", "Generation", "Privacy"],
        ["Review"] = ["Datasets", "Recipes", "Fidelity", "Generation", "Privacy"],
        ["Calibration"] = ["Review"],
        ["Data"] = [],
        ["Auditing"] = [],
        ["Jobs"] = [],
        ["Accounts"] = [],
    };

    private static readonly string[] Foundation = ["Data", "Auditing", "Jobs", "Accounts"];

    private static readonly HashSet<string> BannedCalls = new(StringComparer.Ordinal)
    {
        "System.DateTime::get_Now", "System.DateTime::get_UtcNow", "System.DateTime::get_Today",
        "System.DateTimeOffset::get_Now", "System.DateTimeOffset::get_UtcNow",
        "System.Random::get_Shared", "System.Threading.Tasks.Task::Wait", "System.Threading.Tasks.Task`1::get_Result",
        "System.Threading.Thread::Sleep", "Bogus.Randomizer::set_Seed",
    };

    private static readonly string[] BoundaryCalls =
        ["UnboundAsync", "BeginForAccountAsync", "IgnoreQueryFilters", "FromSql", "FromSqlRaw", "FromSqlInterpolated", "SqlQuery", "SqlQueryRaw", "ExecuteSql", "ExecuteSqlAsync", "ExecuteSqlRaw", "ExecuteSqlRawAsync", "ExecuteSqlInterpolatedAsync"];

    public static readonly Rule[] All =
    [
        Rule.NoUse("Numerics uses System.* only",
            t => In(t, "SynthWorkbench.Numerics"),
            u => !u.StartsWith("System.", Ordinal) && !u.StartsWith("SynthWorkbench.Numerics", Ordinal) && !u.StartsWith("Microsoft.CodeAnalysis.EmbeddedAttribute", Ordinal) && u.Contains('.')),
        Rule.NoUse("Numerics and Synthesis know no database, no web and no user interface",
            t => In(t, "SynthWorkbench.Numerics") || In(t, "SynthWorkbench.Synthesis"),
            u => u.StartsWith("Microsoft.EntityFrameworkCore", Ordinal) || u.StartsWith("Microsoft.AspNetCore", Ordinal) || u.StartsWith("MudBlazor", Ordinal)),
        Rule.NoUse("Plotly types stay in Components.Charts",
            t => In(t, "SynthWorkbench.Web") && !In(t, "SynthWorkbench.Web.Components.Charts"),
            u => u.StartsWith("Plotly.", Ordinal)),
        Rule.NoUse("JavaScript interop stays in Interop and Components.Charts",
            t => In(t, "SynthWorkbench.Web") && !In(t, "SynthWorkbench.Web.Components.Charts") && !In(t, "SynthWorkbench.Web.Interop"),
            u => u.StartsWith("Microsoft.JSInterop.IJS", Ordinal)),
        Rule.NoUse("HttpContext and SignInManager stay in Account, Api and Endpoints",
            t => In(t, "SynthWorkbench.Web") && !In(t, "SynthWorkbench.Web.Components.Account") && !In(t, "SynthWorkbench.Web.Api")
                && !In(t, "SynthWorkbench.Web.Endpoints") && !IsCompositionRoot(t),
            u => u is "Microsoft.AspNetCore.Http.HttpContext" or "Microsoft.AspNetCore.Http.IHttpContextAccessor" || u.StartsWith("Microsoft.AspNetCore.Identity.SignInManager", Ordinal)),
        Rule.NoUse("Entity Framework is not used in Web outside Account and the composition root",
            t => In(t, "SynthWorkbench.Web") && !In(t, "SynthWorkbench.Web.Components.Account") && !IsCompositionRoot(t),
            u => u.StartsWith("Microsoft.EntityFrameworkCore", Ordinal) || u == "SynthWorkbench.Application.Data.WorkbenchDbContext"),
        new("Slices know each other by the map only", SliceViolations),
        Rule.NoCall("Time, randomness and waiting go through their abstractions", _ => true, BannedCalls.Contains),
        new("Random is never unseeded", types => types.SelectMany(t => t.Calls.Where(c => c == "System.Random::.ctor").Select(c => $"{t.Name} calls {c}"))),
        Rule.NoCall("Web runs long work as jobs, never with Task.Run", t => In(t, "SynthWorkbench.Web"), c => c is "System.Threading.Tasks.Task::Run"),
        Rule.NoCall("Only Auditing writes audit entries", t => !In(t, "SynthWorkbench.Application.Auditing"),
            c => c == "SynthWorkbench.Application.Auditing.AuditEntry::.ctor"),
        Rule.NoCall("Queries stay within their workspace: only Accounts, Jobs and the sharing of table files by digest read across, nobody lifts the filter or writes SQL by hand",
            t => In(t, "SynthWorkbench") && !In(t, "SynthWorkbench.Application.Data") && !In(t, "SynthWorkbench.Application.Accounts") && !In(t, "SynthWorkbench.Application.Jobs")
                && !t.Name.StartsWith("SynthWorkbench.Application.Datasets.DatasetImports", Ordinal),
            c => BoundaryCalls.Any(b => c.EndsWith("::" + b, Ordinal))),
        new("Every routable component says who may see it", types => types
            .Where(t => t.Attributes.Any(a => a.StartsWith("Microsoft.AspNetCore.Components.RouteAttribute", Ordinal)))
            .Where(t => !t.Attributes.Any(a => a.StartsWith("Microsoft.AspNetCore.Authorization.AllowAnonymousAttribute", Ordinal)
                || (a.StartsWith("Microsoft.AspNetCore.Authorization.AuthorizeAttribute", Ordinal) && !a.EndsWith("(|)", Ordinal))))
            .Select(t => t.Name)),
        new("A component injects at most six services", types => types.Where(t => t.InjectedProperties > 6).Select(t => $"{t.Name} injects {t.InjectedProperties}")),
        new("Names say what a thing is", types => types
            .Where(t => In(t, "SynthWorkbench") && new[] { "Manager", "Helper", "Helpers", "Util", "Utils", "Dto" }.Any(s => t.Name.EndsWith(s, Ordinal)))
            .Select(t => t.Name)),
    ];

    private static bool In(CodeType type, string root) =>
        type.Namespace == root || type.Namespace.StartsWith(root + ".", Ordinal);

    private static bool IsCompositionRoot(CodeType type) => type.Name == "Program" || In(type, "SynthWorkbench.Web.Startup");

    private static IEnumerable<string> SliceViolations(IEnumerable<CodeType> types)
    {
        const string Root = "SynthWorkbench.Application.";
        foreach (var type in types)
        {
            if (SliceOf(type.Namespace) is not { } from)
                continue;
            if (!SliceEdges.TryGetValue(from, out string[]? allowed))
            {
                yield return $"{type.Name}: slice '{from}' is not in the map";
                continue;
            }

            foreach (string used in type.Uses)
            {
                if (SliceOf(used) is { } to && to != from && !Foundation.Contains(to) && !allowed.Contains(to))
                    yield return $"{type.Name} uses {used}";
            }
        }

        static string? SliceOf(string name) =>
            name.StartsWith(Root, Ordinal) && name[Root.Length..].Split('.') is [var slice, ..] && (SliceEdges.ContainsKey(slice) || char.IsUpper(slice[0]) && name[Root.Length..].Contains('.'))
                ? slice
                : null;
    }
}
