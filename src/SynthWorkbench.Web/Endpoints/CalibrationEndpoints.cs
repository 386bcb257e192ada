using System.Security.Claims;
using System.Text;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Calibration.Sessions;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>A session's minutes as a file.</summary>
internal static class CalibrationEndpoints
{
    public static IEndpointRouteBuilder MapCalibrationEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/calibration/{id:guid}/minutes.md", MinutesAsync).RequireAuthorization(Policies.Reviewer);
        return routes;
    }

    private static async Task<IResult> MinutesAsync(Guid id, ClaimsPrincipal user, CurrentMembership memberships, SessionMinutes minutes, CancellationToken ct)
    {
        if (!Guid.TryParse(user.FindFirstValue(ClaimTypes.NameIdentifier), out var userId) || await memberships.FindAsync(userId, ct) is not { } actor)
            return Results.Forbid();
        try
        {
            return await minutes.WriteAsync(actor, new CalibrationSessionId(id), ct) is { } written ? Results.File(Encoding.UTF8.GetBytes(written.Markdown), "text/markdown", "minutes.md") : Results.NotFound();
        }
        catch (NotAllowedException e)
        {
            return Results.Problem(e.Message, statusCode: StatusCodes.Status403Forbidden);
        }
    }
}
