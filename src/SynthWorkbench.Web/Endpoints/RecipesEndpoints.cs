using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Endpoints;

internal static class RecipesEndpoints
{
    public static IEndpointRouteBuilder MapRecipesEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/recipes/schema.json", () => Results.Text(RecipeSchema.Text, "application/schema+json")).RequireAuthorization(Policies.Member);
        return routes;
    }
}
