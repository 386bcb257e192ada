namespace SynthWorkbench.Web.Endpoints;

internal static class FidelityEndpoints
{
    public static IEndpointRouteBuilder MapFidelityEndpoints(this IEndpointRouteBuilder routes) => routes;
}
