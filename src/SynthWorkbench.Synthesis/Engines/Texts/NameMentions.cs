using System.Collections.Immutable;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Words of the texts that are names of people: those of the table's columns of names.</summary>
internal sealed class NameMentions
{
    /// <summary>A word of which so large a share is written small is no name.</summary>
    private const double MostSmall = 0.2;

    /// <summary>A word that so many of the texts have is not the row's own name, whoever is called so.</summary>
    private const double MostCommon = 0.02;

    private readonly bool[] _isName;
    private readonly bool[] _mayBeOwn;
    private readonly int[][] _own;

    public NameMentions(Table train, Vocabulary folded, string?[] texts, List<int> rowOf, int[] starts, int[] tokens, int[] forms, Vocabulary formTexts)
    {
        Columns = [.. train.Columns.Where(c => c.Schema.Pii == PiiKind.PersonName).Select(c => c.Name)];
        int[] named = new int[folded.Count];
        _own = new int[texts.Length][];
        for (int row = 0; row < texts.Length; row++)
            _own[row] = Columns.Length == 0 ? [] : OwnOf(train[Columns[0]].Format(row), folded);
        foreach (string column in Columns)
        {
            var names = train[column];
            for (int row = 0; row < names.Length; row++)
            {
                foreach (int word in OwnOf(names.Format(row), folded).Where(w => w >= 0))
                    named[word]++;
            }
        }

        int[] rows = TextFit.RowsOf(tokens, starts, folded.Count), small = new int[folded.Count];
        for (int i = 0; i < tokens.Length; i++)
            small[tokens[i]] += char.IsLower(formTexts[forms[i]].AsSpan().TrimStart(' ')[0]) ? 1 : 0;
        _isName = [.. Enumerable.Range(0, folded.Count).Select(w => small[w] <= MostSmall * rows[w] && folded[w].Length > 1 && char.IsLetter(folded[w][0])
            && (PersonalData.IsGivenName(folded[w]) || (named[w] > 0 && named[w] >= 0.25 * rows[w])))];
        _mayBeOwn = [.. Enumerable.Range(0, folded.Count).Select(w => folded[w].Length > 2 && rows[w] <= Math.Max(3, MostCommon * rowOf.Count))];
    }

    public ImmutableArray<string> Columns { get; }

    private static int[] OwnOf(string? name, Vocabulary folded)
    {
        if (name is null)
            return [];
        int first = TextWriting.Part(name, 0) is { } a ? folded.Find(a.ToLowerInvariant()) : -1, last = TextWriting.Part(name, 1) is { } b ? folded.Find(b.ToLowerInvariant()) : -1;
        return first < 0 && last < 0 ? [] : first == last ? [first] : [Math.Max(-1, first), Math.Max(-1, last)];
    }

    /// <summary>What a word of a row's text mentions; null where it is no name.</summary>
    public PersonalKind? Of(int row, int word, bool isCapital)
    {
        if (!isCapital)
            return null;
        int own = Array.IndexOf(_own[row], word);
        return own >= 0 && _mayBeOwn[word] ? own == 0 ? PersonalKind.OwnName : PersonalKind.OwnLastName : _isName[word] ? PersonalKind.Name : null;
    }
}
