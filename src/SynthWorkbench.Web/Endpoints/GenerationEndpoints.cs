namespace SynthWorkbench.Web.Endpoints;

internal static class GenerationEndpoints
{
    public static IEndpointRouteBuilder MapGenerationEndpoints(this IEndpointRouteBuilder routes) => routes;
}
