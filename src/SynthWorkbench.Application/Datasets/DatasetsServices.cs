using Microsoft.Extensions.DependencyInjection;
using SynthWorkbench.Application.Jobs;

namespace SynthWorkbench.Application.Datasets;

public static class DatasetsServices
{
    public static IServiceCollection AddDatasets(this IServiceCollection services) => services
        .AddSingleton<DatasetStore>()
        .AddSingleton<DatasetTables>()
        .AddSingleton<DatasetUploads>()
        .AddSingleton<DatasetImports>()
        .AddSingleton<DatasetCatalog>()
        .AddSingleton<ImportJobs>()
        .AddSingleton<Sets.TableSets>()
        .AddSingleton<IJobHandler, ImportJob>();
}
