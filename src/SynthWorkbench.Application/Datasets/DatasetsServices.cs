using Microsoft.Extensions.DependencyInjection;

namespace SynthWorkbench.Application.Datasets;

public static class DatasetsServices
{
    public static IServiceCollection AddDatasets(this IServiceCollection services) => services;
}
