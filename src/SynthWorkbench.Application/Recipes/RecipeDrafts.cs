using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Datasets;
using SynthWorkbench.Application.Datasets.Sets;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.Relations;
using SynthWorkbench.Synthesis.Tables.Sequences;

namespace SynthWorkbench.Application.Recipes;

/// <summary>Starts recipes: what a dataset's schema suggests, every choice spelled out so that a person can change it.</summary>
public sealed class RecipeDrafts(DatasetCatalog datasets, DatasetTables tables, TableSets sets)
{
    /// <summary>Rows above which a time axis is not looked for while a person waits; the recipe's page looks when asked.</summary>
    private const long MostSearched = 1_000_000;

    /// <summary>A recipe for a version of a dataset (the latest when none is named); null when there is no such. Nothing is saved.</summary>
    public async Task<Recipe?> FromDatasetAsync(Actor actor, DatasetId id, int? number, CancellationToken ct)
    {
        if (await datasets.GetAsync(actor, id, number, ct) is not { } dataset)
            return null;
        var train = dataset.Version.RowCount > MostSearched ? null : (await tables.LoadSplitAsync(actor.WorkspaceId, dataset.Version.Id, ct)).Train;
        var found = train is null ? null : await Task.Run(() => SequenceDetection.Of(train), ct);
        return For(dataset.Name, dataset.Version.Digest, dataset.Schema, dataset.Version.RowCount, found?.Columns);
    }

    /// <summary>A recipe of a whole set of tables; null when there is no such. Nothing is saved.</summary>
    public async Task<Recipe?> FromSetAsync(Actor actor, TableSetId id, CancellationToken ct) => await sets.GetAsync(actor, id, ct) is { } set ? ForSet(set) : null;

    /// <summary>A recipe of the whole set: of the tables without parents the one that most others stand below is the recipe's own. Nothing is saved.</summary>
    public static Recipe ForSet(TableSetDetail set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var relations = set.Relations;
        var own = set.Tables.Where(t => relations.LinksOf(t.Name).IsEmpty).MaxBy(t => (Below(t.Name), t.Rows))!;
        RelatedTable Of(SetTable table) => relations.Find(table.Name)!;
        var draft = For(own.DatasetName, Digest(own), own.Schema, own.Rows);
        return draft with
        {
            Name = $"{(set.Name.Length > 180 ? set.Name[..180] + "…" : set.Name)} recipe",
            Columns = [.. draft.Columns.Where(c => !Written(own).Contains(c.Name))],
            Relations = new RecipeRelations
            {
                Table = own.Name,
                Key = Of(own).Key,
                Tables = [.. set.Tables.Where(t => t != own).Select(t => new RecipeTable
                {
                    Name = t.Name, Reference = new RecipeReference { Dataset = t.DatasetName, Digest = Digest(t) }, Key = Of(t).Key, Order = Of(t).Order,
                    Columns = [.. t.Schema.Columns.Where(c => c.Role == ColumnRole.Excluded && !Written(t).Contains(c.Name)).Select(c => new RecipeColumn { Name = c.Name, Action = "drop" })],
                })],
                Links = [.. relations.Links.Select(l => new RecipeLink(l.Table, l.Columns, l.Parent, l.ParentColumns))],
            },
        };

        HashSet<string> Written(SetTable table) => [.. relations.LinkColumnsOf(table.Name), .. Of(table).Key];

        static string? Digest(SetTable table) => table.Digest.Length > 0 ? table.Digest : null;

        int Below(string parent) => relations.Links.Where(l => l.Parent == parent && !l.IsToItself()).Sum(l => 1 + Below(l.Table));
    }

    /// <summary>Every column modelled, keys replaced, excluded columns dropped; free text and personal data are left as usual: learned as text and replaced consistently where values repeat, or made up row by row where privacy is on; the target column makes the task. Columns that say how rows follow each other are left to the sequence, which writes them; taken off it, they are treated as usual.</summary>
    public static Recipe For(string name, string? digest, TableSchema schema, long rows, SequenceColumns? sequence = null)
    {
        var target = schema.Columns.FirstOrDefault(c => c.Role == ColumnRole.Target);
        return new Recipe
        {
            Name = $"{name} recipe",
            Objective = new RecipeObjective
            {
                Task = target is null ? "none" : target.Kind == ColumnKind.Numeric ? "regression" : "classification",
                Target = target?.Name,
                Thresholds = DefaultThresholds.All,
            },
            Reference = new RecipeReference { Dataset = name, Digest = digest },
            Sequence = sequence,
            Columns = [.. schema.Columns.Where(c => sequence?.Names(c.Name) != true && c is not { Kind: ColumnKind.Text, Role: ColumnRole.Feature or ColumnRole.Target } && !DefaultRules.IsPersonal(c)).Select(Setting)],
            Rows = Math.Clamp(rows, 1, 100_000_000),
        };
    }

    private static RecipeColumn Setting(ColumnSchema column)
    {
        if (column.Role == ColumnRole.Excluded)
            return new RecipeColumn { Name = column.Name, Action = "drop" };
        return DefaultRules.For(column) is { } rule ? new RecipeColumn { Name = column.Name, Action = "rule", Rule = rule } : new RecipeColumn { Name = column.Name };
    }
}
