using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Auditing;
using SynthWorkbench.Application.Calibration;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Fidelity;
using SynthWorkbench.Application.Generation;
using SynthWorkbench.Application.Jobs;
using SynthWorkbench.Application.Privacy;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Application.Review;
using SynthWorkbench.Application.Studio;

namespace SynthWorkbench.Application;

/// <summary>The workbench's services, each slice adding its own.</summary>
public static class WorkbenchServices
{
    public static IServiceCollection AddWorkbench(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<WorkbenchOptions>().Bind(configuration.GetSection("Workbench"));
        services.TryAddSingleton(TimeProvider.System);
        services.AddDbContextFactory<WorkbenchDbContext>((provider, options) =>
        {
            string folder = provider.GetRequiredService<IOptions<WorkbenchOptions>>().Value.DataFolder;
            options.UseSqlite($"Data Source={Path.Combine(folder, "workbench.db")};Default Timeout=30;Foreign Keys=True");
        });
        services.AddSingleton<WorkbenchData>();
        return services.AddAccounts().AddAuditing().AddJobs().AddDatasets().AddRecipes().AddPrivacy().AddGeneration().AddFidelity().AddStudio().AddReview().AddCalibration();
    }
}
