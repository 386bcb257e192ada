using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Reads the node tree of a recipe, key by key: an unknown key or a value of the wrong kind is a problem with path and line.</summary>
internal sealed partial class RecipeReader
{
    private readonly List<RecipeProblem> _problems = [];

    public static RecipeReading Read(YamlNode root)
    {
        var reader = new RecipeReader();
        Recipe? recipe = reader.ReadRecipe(root);
        return new RecipeReading(reader._problems.Count == 0 ? recipe : null, reader._problems);
    }

    private Recipe? ReadRecipe(YamlNode root)
    {
        var keys = Open(root, "", "name", "description", "objective", "reference", "engine", "options", "sequence", "relations", "realism", "coverage", "boosts", "rebalance", "conditions", "what-ifs", "columns", "correlations", "constraints", "rows", "seed");
        if (keys is null)
            return null;
        string name = Text(keys, "", "name") ?? "";
        if (name.Length == 0)
            Add("name", "A recipe needs a name.", root);
        return new Recipe
        {
            Name = name,
            Description = Text(keys, "", "description"),
            Objective = ReadObjective(keys),
            Reference = ReadReference(keys, ""),
            Engine = Choice(keys, "", "engine", Engines.EngineCatalog.Auto, [.. Engines.EngineCatalog.Ids]),
            Options = ReadOptions(keys),
            Sequence = ReadSequence(keys),
            Relations = ReadRelations(keys),
            Realism = Number(keys, "", "realism", 0, 1, whole: false) ?? Engines.SamplingControls.DefaultRealism,
            Coverage = Number(keys, "", "coverage", 0, 1, whole: false) ?? Engines.SamplingControls.DefaultCoverage,
            Boosts = List(keys, "", "boosts", (item, path) => Open(item, path, "when", "factor") is not { } b ? null
                : new RecipeBoost(Required(b, path, "when", item), Number(b, path, "factor", RecipeBoost.SmallestFactor, RecipeBoost.LargestFactor, whole: false) ?? Missing(path, "factor", item))),
            Rebalance = List(keys, "", "rebalance", (item, path) => Open(item, path, "column", "values", "shares") is not { } r ? null
                : new RecipeRebalance(Required(r, path, "column", item)) { Values = Texts(r, path, "values"), Shares = Numbers(r, path, "shares") }),
            Conditions = List(keys, "", "conditions", (item, path) => Open(item, path, "when", "rows") is not { } c ? null
                : new RecipeCondition(Required(c, path, "when", item), (long)(Number(c, path, "rows", 1, 100_000_000, whole: true) ?? Missing(path, "rows", item)))),
            WhatIfs = List(keys, "", "what-ifs", (item, path) => Open(item, path, "column", "median", "min", "max") is not { } w ? null
                : new RecipeWhatIf(Required(w, path, "column", item)) { Median = Number(w, path, "median"), Min = Number(w, path, "min"), Max = Number(w, path, "max") }),
            Columns = List(keys, "", "columns", ReadColumn),
            Correlations = List(keys, "", "correlations", (item, path) => Open(item, path, "columns", "value") is not { } c ? null
                : new RecipeCorrelation(Texts(c, path, "columns"), Number(c, path, "value", -RecipeCorrelation.Most, RecipeCorrelation.Most, whole: false) ?? Missing(path, "value", item))),
            Constraints = List(keys, "", "constraints", ReadConstraint),
            Rows = (long)(Number(keys, "", "rows", 1, 100_000_000, whole: true) ?? 10_000),
            Seed = Seed(keys),
        };
    }

    private RecipeObjective ReadObjective(Dictionary<string, YamlNode> parent)
    {
        if (!parent.TryGetValue("objective", out var node) || Open(node, "objective", "task", "target", "thresholds") is not { } keys)
            return new RecipeObjective();
        return new RecipeObjective
        {
            Task = Choice(keys, "objective", "task", "none", "classification", "regression", "none"),
            Target = Text(keys, "objective", "target"),
            Thresholds = List(keys, "objective", "thresholds", (item, path) => Open(item, path, "metric", "operator", "value") is not { } t ? null
                : new RecipeThreshold(Required(t, path, "metric", item), Choice(t, path, "operator", "at-least", "at-least", "at-most"), Number(t, path, "value", double.MinValue, double.MaxValue, whole: false) ?? Missing(path, "value", item))),
        };
    }

    private double Missing(string path, string key, YamlNode at)
    {
        Add(Join(path, key), "This needs a number.", at);
        return 0;
    }

    private RecipeReference? ReadReference(Dictionary<string, YamlNode> parent, string at)
    {
        string path = Join(at, "reference");
        return parent.TryGetValue("reference", out var node) && Open(node, path, "dataset", "digest") is { } keys
            ? new RecipeReference { Dataset = Text(keys, path, "dataset"), Digest = Text(keys, path, "digest") }
            : null;
    }

    private RecipeRule? ReadRule(YamlNode node, string path)
    {
        if (Open(node, path, "kind", "min", "max", "mean", "sd", "decimals", "from", "to", "values", "weights", "pattern", "expression", "missing", "start", "count") is not { } keys)
            return null;
        return new RecipeRule
        {
            Kind = Choice(keys, path, "kind", "", [.. Engines.Rules.RuleKinds.All]),
            Min = Number(keys, path, "min"),
            Max = Number(keys, path, "max"),
            Mean = Number(keys, path, "mean"),
            Sd = Number(keys, path, "sd", 0, double.MaxValue, whole: false),
            Decimals = (int?)Number(keys, path, "decimals", 0, 15, whole: true),
            From = Text(keys, path, "from"),
            To = Text(keys, path, "to"),
            Values = Texts(keys, path, "values"),
            Weights = Numbers(keys, path, "weights"),
            Pattern = Text(keys, path, "pattern"),
            Expression = Text(keys, path, "expression"),
            Missing = Number(keys, path, "missing", 0, 1, whole: false) ?? 0,
            Start = (long?)Number(keys, path, "start", -1e15, 1e15, whole: true),
            Count = (long?)Number(keys, path, "count", 1, 1e15, whole: true),
        };
    }

    private RecipeConstraint? ReadConstraint(YamlNode node, string path)
    {
        if (Open(node, path, "kind", "columns", "min", "max", "strict", "expression") is not { } keys)
            return null;
        return new RecipeConstraint
        {
            Kind = Choice(keys, path, "kind", "", "range", "inequality", "fixed-combination", "unique", "expression"),
            Columns = Texts(keys, path, "columns"),
            Min = Number(keys, path, "min"),
            Max = Number(keys, path, "max"),
            Strict = Choice(keys, path, "strict", "false", "true", "false") == "true",
            Expression = Text(keys, path, "expression"),
        };
    }

    private Dictionary<string, YamlNode>? Open(YamlNode node, string path, params string[] known)
    {
        if (node is not YamlMappingNode mapping)
        {
            Add(path, $"A group of settings is expected here ({string.Join(", ", known.Take(4))} …), not {(node is YamlScalarNode ? "a single value" : "a list")}.", node);
            return null;
        }

        var keys = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in mapping.Children)
        {
            string name = (key as YamlScalarNode)?.Value ?? "";
            if (!known.Contains(name, StringComparer.Ordinal))
                Add(Join(path, name), $"There is no setting '{name}' here. {Nearest(name, known)}", key);
            else if (!IsNull(value))
                keys[name] = value;
        }

        return keys;
    }

    private ImmutableArray<T> List<T>(Dictionary<string, YamlNode> keys, string path, string key, Func<YamlNode, string, T?> read)
        where T : class
    {
        if (!keys.TryGetValue(key, out var node))
            return [];
        if (node is not YamlSequenceNode sequence)
        {
            Add(Join(path, key), "A list is expected here.", node);
            return [];
        }

        return [.. sequence.Children.Select((item, i) => read(item, $"{Join(path, key)}[{i}]")).OfType<T>()];
    }

    private ImmutableArray<string> Texts(Dictionary<string, YamlNode> keys, string path, string key) =>
        keys.TryGetValue(key, out var single) && single is YamlScalarNode scalar
            ? [scalar.Value ?? ""]
            : List(keys, path, key, (item, at) => item is YamlScalarNode s ? s.Value ?? "" : Wrong(at, "A single value is expected here.", item));

    private ImmutableArray<double> Numbers(Dictionary<string, YamlNode> keys, string path, string key) => [.. Texts(keys, path, key).Select((t, i) => ParseNumber(t, $"{Join(path, key)}[{i}]", keys[key]))];

    private string? Wrong(string path, string message, YamlNode at)
    {
        Add(path, message, at);
        return null;
    }

    private string? Text(Dictionary<string, YamlNode> keys, string path, string key)
    {
        if (!keys.TryGetValue(key, out var node))
            return null;
        return node is YamlScalarNode scalar ? scalar.Value : Wrong(Join(path, key), "A single text is expected here.", node);
    }

    private string Required(Dictionary<string, YamlNode> keys, string path, string key, YamlNode parent)
    {
        string? text = Text(keys, path, key);
        if (string.IsNullOrEmpty(text))
            Add(Join(path, key), $"'{key}' is missing.", parent);
        return text ?? "";
    }

    private string Choice(Dictionary<string, YamlNode> keys, string path, string key, string fallback, params string[] choices)
    {
        if (!keys.TryGetValue(key, out var node))
        {
            if (fallback.Length == 0)
                _problems.Add(new RecipeProblem(Join(path, key), $"'{key}' is missing. Choose one of: {string.Join(", ", choices)}."));
            return fallback;
        }

        string text = (node as YamlScalarNode)?.Value ?? "";
        if (choices.Contains(text, StringComparer.Ordinal))
            return text;
        Add(Join(path, key), $"'{text}' is not one of the choices. {Nearest(text, choices)}", node);
        return fallback;
    }

    private double? Number(Dictionary<string, YamlNode> keys, string path, string key, double min = double.MinValue, double max = double.MaxValue, bool whole = false)
    {
        if (Text(keys, path, key) is not { } text)
            return null;
        string at = Join(path, key);
        double value = ParseNumber(text, at, keys[key]);
        if (value < min || value > max)
            Add(at, $"{text} is out of range; it must lie between {min} and {max}.", keys[key]);
        else if (whole && value != Math.Floor(value))
            Add(at, $"{text} must be a whole number.", keys[key]);
        return value;
    }

    private double ParseNumber(string text, string path, YamlNode at)
    {
        if (double.TryParse(text, out double value) && double.IsFinite(value))
            return value;
        Add(path, $"'{text}' is not a number.", at);
        return 0;
    }

    private ulong Seed(Dictionary<string, YamlNode> keys, string path = "")
    {
        if (Text(keys, path, "seed") is not { } text)
            return 1;
        if (ulong.TryParse(text, out ulong seed))
            return seed;
        Add(Join(path, "seed"), $"'{text}' is not a seed; it must be a whole number from 0 to 18446744073709551615.", keys["seed"]);
        return 1;
    }

    private void Add(string path, string message, YamlNode at) => _problems.Add(new RecipeProblem(path, message, (int)at.Start.Line));

    private static bool IsNull(YamlNode node) =>
        node is YamlScalarNode { Style: ScalarStyle.Plain } scalar && (scalar.Value is null or "" or "~" or "null");

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private static string Nearest(string name, string[] known)
    {
        string? nearest = known.OrderBy(k => Distance(name, k)).FirstOrDefault(k => Distance(name, k) <= Math.Max(2, k.Length / 3));
        return nearest is null ? $"Known: {string.Join(", ", known)}." : $"Did you mean '{nearest}'?";
    }

    /// <summary>Levenshtein distance, ignoring case.</summary>
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = diagonal + (char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(cost, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
