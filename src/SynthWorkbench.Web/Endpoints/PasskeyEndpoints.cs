using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Identity;
using SynthWorkbench.Application.Accounts;

namespace SynthWorkbench.Web.Endpoints;

/// <summary>What a browser needs to know to make or to show a passkey (WebAuthn). The answers come back by the forms of the account pages.</summary>
internal static class PasskeyEndpoints
{
    public static IEndpointRouteBuilder MapPasskeyEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/Account/PasskeyCreationOptions", async (HttpContext context, IAntiforgery antiforgery, SignInManager<WorkbenchUser> signIn) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            if (await signIn.UserManager.GetUserAsync(context.User) is not { } user)
                return Results.NotFound();
            string name = user.Email ?? user.UserName ?? "";
            string options = await signIn.MakePasskeyCreationOptionsAsync(new PasskeyUserEntity { Id = user.Id.ToString(), Name = name, DisplayName = user.DisplayName });
            return Results.Content(options, "application/json");
        }).RequireAuthorization(Policies.SignedIn);

        // For nobody in particular: naming an account here would tell whether it exists.
        routes.MapPost("/Account/PasskeyRequestOptions", async (HttpContext context, IAntiforgery antiforgery, SignInManager<WorkbenchUser> signIn) =>
        {
            await antiforgery.ValidateRequestAsync(context);
            return Results.Content(await signIn.MakePasskeyRequestOptionsAsync(null), "application/json");
        }).AllowAnonymous();
        return routes;
    }
}
