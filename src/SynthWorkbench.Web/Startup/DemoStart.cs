using Microsoft.Extensions.Options;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Web.Startup;

/// <summary>Fills the demo workspace once, so that the first minute needs no file.</summary>
internal static class DemoStart
{
    public static async Task StartDemoAsync(this IServiceProvider services)
    {
        if (!services.GetRequiredService<IOptions<WorkbenchOptions>>().Value.Demo
            || await services.GetRequiredService<DemoWorkspace>().EnsureAsync(CancellationToken.None) is not { } actor)
            return;
        var imports = services.GetRequiredService<DatasetImports>();
        var recipes = services.GetRequiredService<RecipeCatalog>();
        var source = new SourceRecord("SynthWorkbench", "Made by the workbench; no real person is behind a row", "CC0", "No personal data", "2023 to 2025");
        foreach (var (name, table, recipe) in new[] { ("Cardiology visits", DemoTables.CardiologyVisits(), DemoTables.CardiologyRecipe()), ("Loan applications", DemoTables.LoanApplications(), DemoTables.LoanRecipe()) })
        {
            var imported = await imports.ImportTableAsync(actor, name, table, source);
            await recipes.SaveAsync(actor, null, recipe with { Reference = new RecipeReference { Dataset = name, Digest = imported.Digest } }, "Made with the demo data", CancellationToken.None);
        }
    }
}
