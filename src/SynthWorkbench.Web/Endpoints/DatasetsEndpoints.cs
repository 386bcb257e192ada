namespace SynthWorkbench.Web.Endpoints;

internal static class DatasetsEndpoints
{
    public static IEndpointRouteBuilder MapDatasetsEndpoints(this IEndpointRouteBuilder routes) => routes;
}
