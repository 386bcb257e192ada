using System.Security.Claims;
using System.Text;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Synthesis.Metrics.Reporting;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>Reports as files.</summary>
internal static class FidelityEndpoints
{
    public static IEndpointRouteBuilder MapFidelityEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/fidelity/{id:guid}/report.{format}", DownloadAsync).RequireAuthorization(Policies.Member);
        routes.MapGet("/api/fidelity/compare.csv", CompareAsync).RequireAuthorization(Policies.Member);
        return routes;
    }

    private static async Task<IResult> CompareAsync(Guid[] run, ClaimsPrincipal user, CurrentMembership memberships, RunComparisons comparisons, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) || await memberships.FindAsync(userId, ct) is not { } actor)
            return Results.Forbid();
        RunId[] ids = [.. run.Select(r => new RunId(r)).Distinct()];
        var comparing = await comparisons.CompareAsync(actor, ids, ct);
        if (comparing.Comparison is not { } comparison)
            return Results.Problem($"{comparing.Problem} {comparing.Remedy}", statusCode: ids.Length is >= RunComparisons.Fewest and <= RunComparisons.Most ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest);
        var table = ComparisonTable.Of(comparison);
        return Results.Stream(body => TableWriter.StreamAsync([table], table.Schema, TableFormat.Csv, body, new WriteOptions { NeutraliseFormulas = true }, ct), TableFormat.Csv.MediaType(), "fidelity-comparison.csv");
    }

    private static async Task<IResult> DownloadAsync(Guid id, string format, ClaimsPrincipal user, CurrentMembership memberships, FidelityReports reports, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) || await memberships.FindAsync(userId, ct) is not { } actor)
            return Results.Forbid();
        if (await reports.GetAsync(actor, id, ct) is not { } detail)
            return Results.NotFound();
        return format switch
        {
            "json" => Results.File(Encoding.UTF8.GetBytes(FidelityReports.ToJson(detail.Report)), "application/json", $"fidelity-{id}.json"),
            "html" => Results.File(Encoding.UTF8.GetBytes(FidelityHtml.Write(detail.Title, detail.Report, detail.Verdict)), "text/html", $"fidelity-{id}.html"),
            _ => Results.Problem($"There is no format '{format}'. Use json or html.", statusCode: StatusCodes.Status400BadRequest),
        };
    }
}
