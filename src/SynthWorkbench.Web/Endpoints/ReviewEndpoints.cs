using System.Security.Claims;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Review.Campaigns;
using SynthWorkbench.Application.Review.Exchange;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>A campaign's decisions as files.</summary>
internal static class ReviewEndpoints
{
    public static IEndpointRouteBuilder MapReviewEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/campaigns/{id:guid}/export", ExportAsync).RequireAuthorization(Policies.Member);
        return routes;
    }

    private static async Task<IResult> ExportAsync(Guid id, string? format, bool? names, ClaimsPrincipal user, CurrentMembership memberships, ReviewExport export, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) || await memberships.FindAsync(userId, ct) is not { } actor)
            return Results.Forbid();
        ReviewFormat? wanted = format switch
        {
            "jsonl" => ReviewFormat.JsonLines,
            null or "csv" => ReviewFormat.Csv,
            "parquet" => ReviewFormat.Parquet,
            "labelstudio" => ReviewFormat.LabelStudio,
            _ => null,
        };
        if (wanted is not { } known)
            return Results.Problem($"There is no format '{format}'. Use jsonl, csv, parquet or labelstudio.", statusCode: StatusCodes.Status400BadRequest);
        try
        {
            return await export.OpenAsync(actor, new CampaignId(id), known, names ?? false, ct) is { } download
                ? Results.Stream(body => download.WriteAsync(body, ct), download.MediaType, download.FileName)
                : Results.NotFound();
        }
        catch (NotAllowedException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
