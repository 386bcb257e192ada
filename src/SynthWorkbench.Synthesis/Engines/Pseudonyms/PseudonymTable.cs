using System.Collections.Immutable;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Rules;
using SynthWorkbench.Synthesis.Generation;
using SynthWorkbench.Synthesis.Recipes;
using SynthWorkbench.Synthesis.Tables;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>The made-up value of each number of a kind, a function of (seed, kind, how many there are): no two numbers have the same, and none has a real one.</summary>
internal sealed class PseudonymTable
{
    private const int Batch = 512;

    /// <summary>Values made up for one that is used, above which the provider is taken to know no others.</summary>
    private const int MostTries = 100;

    /// <summary>Values made up for one that is used, above which names are taken that have no word of their own.</summary>
    private const int ChoosyTries = 8;

    private readonly Dictionary<string, int> _numbers;

    /// <summary>Makes up the values of a kind.</summary>
    /// <exception cref="GenerationRefusedException">The provider does not know so many.</exception>
    public PseudonymTable(PseudonymKind kind, ulong seed)
    {
        // A name that no column has: columns of the kind share the values, and must not share the draws of rare rows.
        var provider = new RuleColumn($"\u200B{kind.Kind}", new RecipeRule { Kind = kind.Kind }, null);
        _numbers = new Dictionary<string, int>(kind.Count, StringComparer.Ordinal);
        (Seed, Real) = (seed, kind.Real);
        var values = ImmutableArray.CreateBuilder<string>(kind.Count);
        for (long batch = 0; values.Count < kind.Count; batch++)
        {
            if (batch * Batch > (long)MostTries * Math.Max(Batch, kind.Count))
                throw new GenerationRefusedException($"The rule '{kind.Kind}' makes up {values.Count:N0} different values, and {kind.Count:N0} real ones are to be replaced by one each. Raise the floor of these columns, or replace one of them by a rule such as pattern or uuid.");
            var drawn = (CodedColumn)provider.SampleBlock(RandomStream.Mix(seed, 0x95E0_D0_77), batch, 0, Batch);
            bool isChoosy = batch * Batch < (long)ChoosyTries * Math.Max(Batch, kind.Count);
            for (int row = 0; row < drawn.Length && values.Count < kind.Count; row++)
            {
                string value = drawn.Format(row)!;
                if (!Real.MayHave(value) && (!isChoosy || kind.HasWordOfItsOwn(value)) && _numbers.TryAdd(value, values.Count))
                    values.Add(value);
            }
        }

        Values = values.DrainToImmutable();
    }

    /// <summary>The seed that they follow from.</summary>
    public ulong Seed { get; }

    /// <summary>The values by number.</summary>
    public ImmutableArray<string> Values { get; }

    /// <summary>Which made-up values must not be used.</summary>
    public RealValueFilter Real { get; }

    /// <summary>The number of a value; -1 where it is of none.</summary>
    public int NumberOf(string value) => _numbers.GetValueOrDefault(value, -1);
}
