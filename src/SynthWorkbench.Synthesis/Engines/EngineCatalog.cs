using SynthWorkbench.Synthesis.Engines.Copula;
using SynthWorkbench.Synthesis.Engines.PrivateMarginals;
using SynthWorkbench.Synthesis.Engines.Sequences;
using SynthWorkbench.Synthesis.Engines.SequentialTrees;
using SynthWorkbench.Synthesis.Recipes;

namespace SynthWorkbench.Synthesis.Engines;

/// <summary>The engines by id.</summary>
public static class EngineCatalog
{
    /// <summary>The id that leaves the choice to <see cref="EngineChoice"/>.</summary>
    public const string Auto = "auto";

    /// <summary>The id of generation without a reference.</summary>
    public const string Rules = "rules";

    /// <summary>The id of the engine that learns with differential privacy.</summary>
    public const string PrivateMarginals = "marginals";

    /// <summary>The id of the engine that learns rows which follow each other.</summary>
    public const string Sequences = "sequences";

    /// <summary>All engines that learn from a reference.</summary>
    public static IReadOnlyList<ISynthesisEngine> All { get; } = [SequentialTreesEngine.Guided, SequentialTreesEngine.Plain, new GaussianCopulaEngine(), new PrivateMarginalsEngine(), new SequencesEngine()];

    /// <summary>What a recipe may name as its engine.</summary>
    public static IReadOnlyList<string> Ids { get; } = [Auto, .. All.Select(e => e.Id), Rules];

    /// <summary>The engine of an id; null for <c>rules</c>, which learns nothing, and for <c>auto</c>, which depends on the reference.</summary>
    public static ISynthesisEngine? Find(string id) => All.FirstOrDefault(e => e.Id == id);
}

/// <summary>An engine chosen by the size and shape of what it is to learn, with the reason in words.</summary>
public sealed record EngineChoice(ISynthesisEngine Engine, string Reason)
{
    /// <summary>Rows learned from times columns squared, above which guides take longer than a minute on two cores.</summary>
    internal const long MostGuidedWork = 400_000_000;

    private const int FewestRows = 100;

    /// <summary>The engine of a recipe: of those that are private where privacy is on; of the others that of sequences where the recipe says how rows follow each other.</summary>
    public static EngineChoice Of(Recipe recipe, long rows, int columns)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return recipe is { IsPrivate: true, Engine: EngineCatalog.Auto }
            ? new EngineChoice(EngineCatalog.Find(EngineCatalog.PrivateMarginals)!, "Privacy is on, and this engine alone gives a guarantee.")
            : recipe is { Sequence: { } sequence, Engine: EngineCatalog.Auto }
            ? new EngineChoice(EngineCatalog.Find(EngineCatalog.Sequences)!, $"{string.Join(", ", sequence.Order)} {(sequence.Order.Length > 1 ? "are" : "is")} a time axis: generated as a sequence.")
            : Of(recipe.Engine, rows, columns);
    }

    /// <summary>The engine of an id where privacy is off; <c>auto</c> chooses by rows and modelled columns.</summary>
    public static EngineChoice Of(string id, long rows, int columns) => EngineCatalog.Find(id) is { } named
        ? new EngineChoice(named, "The recipe names it.")
        : id != EngineCatalog.Auto ? throw new ArgumentException($"There is no engine '{id}' that learns from a reference.", nameof(id))
        : rows < FewestRows || columns > rows
            ? new EngineChoice(EngineCatalog.Find("copula")!, $"{rows:N0} rows of {columns:N0} columns are too few to form groups of similar rows: distributions and correlations are all that can be learned.")
            : Math.Min(rows, SequentialTreesEngine.MostGuidedRows) * columns * columns > MostGuidedWork
                ? new EngineChoice(SequentialTreesEngine.Plain, $"{rows:N0} rows of {columns:N0} columns: at this size trees without guides learn as much, many times faster.")
                : new EngineChoice(SequentialTreesEngine.Guided, $"{rows:N0} rows of {columns:N0} columns: guided trees give the best realism for the least closeness to single rows.");
}
