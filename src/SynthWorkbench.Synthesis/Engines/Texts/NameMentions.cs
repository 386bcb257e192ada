using System.Collections.Immutable;
using System.Runtime.InteropServices;
using SynthWorkbench.Synthesis.Tables;
using SynthWorkbench.Synthesis.Tables.FreeText;
using SynthWorkbench.Synthesis.Tables.Inference;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// Words of the texts that are names of people: those of the table's columns of names. Where the row itself has the name in one of them, it is a mention of whoever stands there, first or last word; else it is
/// somebody's. A first and a last word of one name that stand together are a person's in any text, however often; so are a common given name and the word behind it where both have capitals, and two words in an e-mail
/// address that stand together with capitals elsewhere.
/// </summary>
/// <remarks>
/// In a column whose values repeat a name is in many texts for whom it stands for, and in others a word of the language may be called like somebody. So a word is taken for the row's own name unless texts of rows
/// that do not have it in the column use it as well: in more than <see cref="MostElsewhere"/> of them, and more than half as often. A word that is replaced as a name anyhow, or that
/// stands beside the other word of the name, is always the row's own where the row has it. O(tokens + rows x columns).
/// </remarks>
internal sealed class NameMentions
{
    /// <summary>Columns of names whose people texts may mention; names of further ones are somebody's.</summary>
    public const int MostColumns = 8;

    /// <summary>A word of which so large a share is written small is no name.</summary>
    private const double MostSmall = 0.2;

    /// <summary>A word that so many texts of other rows have is no mention of the row's own name, unless those of its own rows have it far more often.</summary>
    private const double MostElsewhere = 0.02;

    /// <summary>How many times as often that is.</summary>
    private const double FarMore = 2;

    /// <summary>Texts whose worth of the share elsewhere is added to those of a name's own rows: few rows prove little.</summary>
    private const double Prior = 50;

    private readonly Vocabulary _formTexts;
    private readonly bool[] _isName;
    private readonly NameForms _forms;

    /// <summary>First and last words of the names that texts could mention, each one word of the texts.</summary>
    private readonly HashSet<(int First, int Last)> _wholeNames = [];

    /// <summary>By column and first or last word the form that each row gives; -1 where no text has it.</summary>
    private readonly int[][] _own;

    /// <summary>By column and first or last word how far each form tells the rows that give it from the others; below zero where it does not.</summary>
    private readonly double[][] _strength;

    /// <summary>Reads the columns of names and how the texts use their words.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="text">The column of the texts.</param>
    /// <param name="folded">The words and marks of the texts, small.</param>
    /// <param name="formTexts">The words and marks of the texts as they are written.</param>
    /// <param name="rowOf">The row of each text.</param>
    /// <param name="starts">Where each text begins, and the end.</param>
    /// <param name="tokens">The texts one after the other, small.</param>
    /// <param name="forms">The texts one after the other, as they are written.</param>
    /// <param name="isAddress">For each token whether it is part of an e-mail address or the like.</param>
    public NameMentions(Table train, string text, Vocabulary folded, Vocabulary formTexts, List<int> rowOf, int[] starts, int[] tokens, int[] forms, bool[] isAddress)
    {
        (_formTexts, _forms) = (formTexts, new NameForms(folded));
        Column[] columns = [.. train.Columns.Where(c => c.Schema.Pii == PiiKind.PersonName && c.Name != text)];
        _isName = NamesOf(columns, folded, starts, tokens, forms, isAddress);
        columns = columns[..Math.Min(MostColumns, columns.Length)];
        Columns = [.. columns.Select(c => c.Name)];
        _own = [.. columns.SelectMany(OwnOf)];
        _strength = StrengthOf(rowOf, starts, tokens, forms);
    }

    /// <summary>The columns whose people texts mention.</summary>
    public ImmutableArray<string> Columns { get; }

    /// <summary>What the words of a row's text from a place on mention, and how many tokens that takes; null where they are no name.</summary>
    /// <param name="row">The row.</param>
    /// <param name="text">The tokens of its text, small.</param>
    /// <param name="forms">The same as they are written.</param>
    /// <param name="place">The place.</param>
    /// <param name="before">What the token before mentions: a first and a last word together are of one person.</param>
    public (PersonalToken Mention, int Length)? Of(int row, ReadOnlySpan<int> text, ReadOnlySpan<int> forms, int place, PersonalToken? before)
    {
        int chosen = -1;
        (bool IsSame, int Length, double Strength) best = default;
        for (int slot = 0; slot < _own.Length; slot++)
        {
            int form = _own[slot][row];
            if (form < 0 || !_forms.IsAt(form, text, place) || !IsCapital(forms.Slice(place, _forms[form].Length)))
                continue;
            var found = (IsSame: before is { IsOwn: true } b && b.Column == slot / 2, _forms[form].Length, Strength: _strength[slot][form]);
            if ((found.IsSame || found.Strength >= 0) && (chosen < 0 || found.CompareTo(best) > 0))
                (chosen, best) = (slot, found);
        }

        return chosen >= 0 ? (new PersonalToken(chosen % 2 == 0 ? PersonalKind.OwnName : PersonalKind.OwnLastName, chosen / 2), best.Length)
            : text[place] >= 0 && (_isName[text[place]] || IsOfWholeName(text, forms, place)) && IsCapital(forms.Slice(place, 1)) ? (new PersonalToken(PersonalKind.Name), 1) : null;
    }

    /// <summary>Whether the word and the one before or after it are the first and last word of a person's name.</summary>
    private bool IsOfWholeName(ReadOnlySpan<int> text, ReadOnlySpan<int> forms, int place) =>
        (place + 1 < text.Length && _wholeNames.Contains((text[place], text[place + 1])) && IsCapital(forms.Slice(place + 1, 1)))
        || (place > 0 && _wholeNames.Contains((text[place - 1], text[place])) && IsCapital(forms.Slice(place - 1, 1)));

    private bool[] NamesOf(Column[] columns, Vocabulary folded, int[] starts, int[] tokens, int[] forms, bool[] isAddress)
    {
        int[] named = new int[folded.Count], small = new int[folded.Count], rows = TextFit.RowsOf(tokens, starts, folded.Count);
        foreach (var column in columns)
        {
            var wordsOf = new Dictionary<string, int[]>(StringComparer.Ordinal);
            for (int row = 0; row < column.Length; row++)
            {
                if (column.Format(row) is not { } name)
                    continue;
                ref int[]? words = ref CollectionsMarshal.GetValueRefOrAddDefault(wordsOf, name, out _);
                if (words is null && NameWords.Of(name) is { Length: > 1 } spoken && folded.Find(spoken[0].ToLowerInvariant()) is >= 0 and var first && folded.Find(spoken[^1].ToLowerInvariant()) is >= 0 and var last)
                    _wholeNames.Add((first, last));
                words ??= [.. NameWords.Of(name).ToArray().SelectMany(TextFit.WordsOf).Select(w => folded.Find(w)).Where(w => w >= 0).Distinct()];
                foreach (int word in words)
                    named[word]++;
            }
        }

        int[] elsewhere = new int[folded.Count];
        for (int i = 0; i < tokens.Length; i++)
        {
            if (isAddress[i])
                continue;
            elsewhere[tokens[i]]++;
            small[tokens[i]] += char.IsLower(_formTexts[forms[i]].AsSpan().TrimStart(' ')[0]) ? 1 : 0;
        }

        bool[] hasCapital = [.. Enumerable.Range(0, folded.Count).Select(w => elsewhere[w] > 0 && small[w] <= MostSmall * elsewhere[w] && folded[w].Length > 1 && char.IsLetter(folded[w][0]))];
        bool[] isName = [.. Enumerable.Range(0, folded.Count).Select(w => hasCapital[w] && (PersonalData.IsGivenName(folded[w]) || (named[w] > 0 && named[w] >= 0.25 * rows[w])))];
        AddPairs(folded, starts, tokens, isAddress, hasCapital);
        return isName;
    }

    /// <summary>Whole names that the texts tell themselves: a common given name and the word behind it, and the two words of an address as in <c>omar.haddad7@</c>, where both are written with capitals elsewhere.</summary>
    private void AddPairs(Vocabulary folded, int[] starts, int[] tokens, bool[] isAddress, bool[] hasCapital)
    {
        for (int text = 0; text + 1 < starts.Length; text++)
        {
            for (int i = starts[text]; i + 1 < starts[text + 1]; i++)
            {
                if (!isAddress[i] && !isAddress[i + 1])
                {
                    if (PersonalData.IsGivenName(folded[tokens[i]]) && hasCapital[tokens[i]] && hasCapital[tokens[i + 1]])
                        _wholeNames.Add((tokens[i], tokens[i + 1]));
                }
                else if (i + 3 < starts[text + 1] && isAddress[i] && isAddress[i + 2] && folded[tokens[i + 1]] is "." or "_" or "-" && (i == starts[text] || !isAddress[i - 1])
                    && folded.Find(folded[tokens[i + 2]].AsSpan().TrimEnd("0123456789")) is >= 0 and var last && hasCapital[tokens[i]] && hasCapital[last])
                    _wholeNames.Add((tokens[i], last));
            }
        }
    }

    private int[][] OwnOf(Column column)
    {
        var known = new Dictionary<string, (int First, int Last)>(StringComparer.Ordinal);
        int[] first = new int[column.Length], last = new int[column.Length];
        for (int row = 0; row < column.Length; row++)
        {
            string name = column.Format(row) ?? "";
            if (!known.TryGetValue(name, out var forms))
            {
                var words = NameWords.Of(name);
                int a = words.Length == 0 ? -1 : _forms.Of(words[0]), b = words.Length == 0 ? -1 : _forms.Of(words[^1]);
                known[name] = forms = (a, b == a ? -1 : b);
            }

            (first[row], last[row]) = forms;
        }

        return [first, last];
    }

    private double[][] StrengthOf(List<int> rowOf, int[] starts, int[] tokens, int[] forms)
    {
        int[] all = new int[_forms.Count], seen = new int[_forms.Count];
        int[][] rows = Array.ConvertAll(_own, _ => new int[_forms.Count]), with = Array.ConvertAll(_own, _ => new int[_forms.Count]);
        Array.Fill(seen, -1);
        for (int text = 0; text < rowOf.Count; text++)
        {
            var own = tokens.AsSpan(starts[text], starts[text + 1] - starts[text]);
            for (int place = 0; place < own.Length; place++)
            {
                foreach (int form in _forms.BeginningWith(own[place]))
                {
                    if (seen[form] != text && _forms.IsAt(form, own, place) && IsCapital(forms.AsSpan(starts[text] + place, _forms[form].Length)))
                        (all[form], seen[form]) = (all[form] + 1, text);
                }
            }

            for (int slot = 0; slot < _own.Length; slot++)
            {
                int form = _own[slot][rowOf[text]];
                if (form >= 0)
                    (rows[slot][form], with[slot][form]) = (rows[slot][form] + 1, with[slot][form] + (seen[form] == text ? 1 : 0));
            }
        }

        return [.. _own.Select((_, slot) => Enumerable.Range(0, _forms.Count).Select(form => Strength(form, rows[slot][form], with[slot][form], rowOf.Count - rows[slot][form], all[form] - with[slot][form])).ToArray())];
    }

    private double Strength(int form, int rows, int with, int others, int elsewhere)
    {
        double share = others == 0 ? 0 : (double)elsewhere / others, own = (with + (Prior * share)) / (rows + Prior);
        bool isOwn = elsewhere <= Math.Max(3, MostElsewhere * others) || own >= FarMore * share || IsName(_forms[form]);
        return isOwn ? own / (share + (1.0 / (rows + others))) : -1;
    }

    private bool IsName(ReadOnlySpan<int> form)
    {
        foreach (int token in form)
        {
            if (_isName[token])
                return true;
        }

        return false;
    }

    private bool IsCapital(ReadOnlySpan<int> forms)
    {
        foreach (int form in forms)
        {
            if (form >= 0 && char.IsUpper(_formTexts[form][0]))
                return true;
        }

        return false;
    }
}
