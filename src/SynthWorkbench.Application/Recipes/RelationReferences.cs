using Microsoft.EntityFrameworkCore;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Application.Recipes;

/// <summary>The dataset versions that a recipe of several tables learns from.</summary>
internal static class RelationReferences
{
    /// <summary>By the tables' names the newest version with each one's digest; tables whose reference is gone are left out.</summary>
    public static async Task<Dictionary<string, DatasetVersion>> FindAsync(WorkbenchDbContext db, Recipe recipe, CancellationToken ct)
    {
        var relations = recipe.Relations!;
        var wanted = relations.Tables.Select(t => (Name: t.Name, t.Reference.Digest)).Append((Name: relations.Table, recipe.Reference?.Digest)).Where(t => t.Digest is not null).ToList();
        var digests = wanted.ConvertAll(w => w.Digest!);
        var versions = (await db.Set<DatasetVersion>().Where(v => digests.Contains(v.Digest)).ToListAsync(ct)).GroupBy(v => v.Digest).ToDictionary(g => g.Key, g => g.MaxBy(v => v.CreatedAt)!);
        return wanted.Where(w => versions.ContainsKey(w.Digest!)).GroupBy(w => w.Name).ToDictionary(g => g.Key, g => versions[g.First().Digest!], StringComparer.Ordinal);
    }
}
