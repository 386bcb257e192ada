namespace SynthWorkbench.Web.Endpoints;

internal static class RecipesEndpoints
{
    public static IEndpointRouteBuilder MapRecipesEndpoints(this IEndpointRouteBuilder routes) => routes;
}
