using Microsoft.Extensions.Options;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Recipes;
using SynthWorkbench.Synthesis.Demo;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Web.Startup;

/// <summary>Fills the demo workspace, so that the first minute needs no file. What a start that was cut short left out, the next one adds.</summary>
internal static class DemoStart
{
    public static async Task StartDemoAsync(this IServiceProvider services)
    {
        if (!services.GetRequiredService<IOptions<WorkbenchOptions>>().Value.Demo
            || await services.GetRequiredService<DemoWorkspace>().EnsureAsync(CancellationToken.None) is not { } actor)
            return;
        // Somebody may have given the demo's data scientist other roles: then they want no demo data either.
        if (!(await services.GetRequiredService<CurrentMembership>().ListAsync(actor.UserId, CancellationToken.None)).Any(w => w.Id == actor.WorkspaceId && (w.Roles & PermissionPolicy.RolesFor(Permission.EditDatasets)) != WorkspaceRoles.None))
            return;
        var imports = services.GetRequiredService<DatasetImports>();
        var recipes = services.GetRequiredService<RecipeCatalog>();
        var source = new SourceRecord("SynthWorkbench", "Made by the workbench; no real person is behind a row", "CC0", "No personal data", "2023 to 2025");
        var catalog = services.GetRequiredService<DatasetCatalog>();
        var tables = await catalog.ListAsync(actor, DatasetKind.Reference, CancellationToken.None);
        var saved = await recipes.ListAsync(actor, CancellationToken.None);
        foreach (var (name, make, recipe) in new (string, Func<Table>, Recipe)[] { ("Cardiology visits", () => DemoTables.CardiologyVisits(), DemoTables.CardiologyRecipe()), ("Loan applications", () => DemoTables.LoanApplications(), DemoTables.LoanRecipe()) })
        {
            if (tables.Any(t => t.Name == name) && saved.Any(r => r.Name == recipe.Name))
                continue;
            var there = tables.FirstOrDefault(t => t.Name == name) is { } table ? await catalog.GetAsync(actor, table.Id, null, CancellationToken.None) : null;
            string digest = there?.Version.Digest ?? (await imports.ImportTableAsync(actor, name, make(), source)).Digest;
            await recipes.SaveAsync(actor, null, recipe with { Reference = new RecipeReference { Dataset = name, Digest = digest } }, "Made with the demo data", CancellationToken.None);
        }

        await services.StartDemoReviewAsync();
    }
}
