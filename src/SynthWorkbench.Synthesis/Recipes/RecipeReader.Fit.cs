using YamlDotNet.RepresentationModel;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>What a fit depends on: other tables, order, options and privacy.</summary>
internal sealed partial class RecipeReader
{
    private RecipeRelations? ReadRelations(Dictionary<string, YamlNode> parent)
    {
        const string Path = "relations";
        if (!parent.TryGetValue(Path, out var node) || Open(node, Path, "table", "key", "tables", "links") is not { } keys)
            return null;
        return new RecipeRelations
        {
            Table = Required(keys, Path, "table", node),
            Key = Texts(keys, Path, "key"),
            Tables = List(keys, Path, "tables", (item, path) => Open(item, path, "name", "reference", "key", "order", "columns", "rows") is not { } t ? null
                : new RecipeTable
                {
                    Name = Required(t, path, "name", item),
                    Reference = ReadReference(t, path) ?? new RecipeReference(),
                    Key = Texts(t, path, "key"),
                    Order = Texts(t, path, "order"),
                    Columns = List(t, path, "columns", ReadColumn),
                    Rows = (long?)Number(t, path, "rows", 1, 100_000_000, whole: true),
                }),
            Links = List(keys, Path, "links", (item, path) => Open(item, path, "table", "columns", "parent", "parentColumns") is not { } l ? null
                : new RecipeLink(Required(l, path, "table", item), Texts(l, path, "columns"), Required(l, path, "parent", item), Texts(l, path, "parentColumns"))),
        };
    }

    private Tables.Sequences.SequenceColumns? ReadSequence(Dictionary<string, YamlNode> parent)
    {
        if (!parent.TryGetValue("sequence", out var node) || Open(node, "sequence", "entity", "order") is not { } keys)
            return null;
        var order = Texts(keys, "sequence", "order");
        if (order.IsEmpty)
            Add("sequence.order", "Name the column that orders the rows: a date, a number, or the parts of a date (year, month, day, hour).", node);
        return new Tables.Sequences.SequenceColumns { Entity = Text(keys, "sequence", "entity"), Order = order };
    }

    private EngineOptions ReadOptions(Dictionary<string, YamlNode> parent)
    {
        if (!parent.TryGetValue("options", out var node) || Open(node, "options", "minDonors", "maxPredictors", "privacy") is not { } keys)
            return new EngineOptions();
        var defaults = new EngineOptions();
        return new EngineOptions
        {
            MinDonors = (int)(Number(keys, "options", "minDonors", 1, 1_000_000, whole: true) ?? defaults.MinDonors),
            MaxPredictors = (int)(Number(keys, "options", "maxPredictors", 1, 200, whole: true) ?? defaults.MaxPredictors),
            Privacy = ReadPrivacy(keys),
        };
    }

    private PrivacyOptions? ReadPrivacy(Dictionary<string, YamlNode> parent)
    {
        const string Path = "options.privacy";
        if (!parent.TryGetValue("privacy", out var node) || Open(node, Path, "epsilon", "delta", "rows", "seed", "public") is not { } keys)
            return null;
        var defaults = new PrivacyOptions();
        return new PrivacyOptions
        {
            Epsilon = Number(keys, Path, "epsilon") ?? defaults.Epsilon,
            Delta = Number(keys, Path, "delta") ?? defaults.Delta,
            Rows = (long?)Number(keys, Path, "rows", 1, 1e12, whole: true),
            Seed = keys.ContainsKey("seed") ? Seed(keys, Path) : null,
            Public = List(keys, Path, "public", (item, path) => Open(item, path, "column", "min", "max", "from", "to", "values") is not { } p ? null
                : new PublicColumn(Required(p, path, "column", item)) { Min = Number(p, path, "min"), Max = Number(p, path, "max"), From = Text(p, path, "from"), To = Text(p, path, "to"), Values = Texts(p, path, "values") }),
        };
    }
}
