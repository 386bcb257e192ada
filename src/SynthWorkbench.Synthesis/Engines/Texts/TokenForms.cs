namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>How the word before is written: what a text's next word is written like.</summary>
internal enum WordCase
{
    /// <summary>No word before.</summary>
    None,
    Lower,
    Title,
    Upper,

    /// <summary>Figures, or letters of both cases.</summary>
    Other,
}

/// <summary>How each token is written (case of a word, blanks beside a mark), by how the word before is written.</summary>
internal sealed class TokenForms
{
    public const int Cases = 5;

    /// <summary>For token × (cases + 1) + case where its forms begin; the last case is any.</summary>
    private readonly int[] _first;
    private readonly int[] _forms;
    private readonly int[] _counts;

    private TokenForms(string[] texts, int[] exact, int[] first, int[] forms, int[] counts)
    {
        (Texts, Exact, _first, _forms, _counts) = (texts, exact, first, forms, counts);
        CaseOf = Array.ConvertAll(texts, t => Of(t));
    }

    /// <summary>The forms with their blanks.</summary>
    public string[] Texts { get; }

    /// <summary>The number of each form without its blanks.</summary>
    public int[] Exact { get; }

    public WordCase[] CaseOf { get; }

    public static WordCase Of(ReadOnlySpan<char> word)
    {
        bool hasLower = false, hasUpperAfter = false, hasLetter = false;
        for (int i = 0; i < word.Length; i++)
        {
            hasLetter |= char.IsLetter(word[i]);
            hasLower |= char.IsLower(word[i]);
            hasUpperAfter |= i > 0 && char.IsUpper(word[i]);
        }

        return !hasLetter ? WordCase.Other : !char.IsUpper(word[0]) ? hasUpperAfter ? WordCase.Other : WordCase.Lower
            : !hasUpperAfter ? word.Length > 1 ? WordCase.Title : WordCase.Other : hasLower ? WordCase.Other : WordCase.Upper;
    }

    /// <summary>The forms of a token after a word, with their counts; those after any word where few are known.</summary>
    public void Find(int token, WordCase before, out ReadOnlySpan<int> forms, out ReadOnlySpan<int> counts)
    {
        int at = token * (Cases + 1) + (int)before;
        if (_first[at + 1] == _first[at])
            at = token * (Cases + 1) + Cases;
        forms = _forms.AsSpan(_first[at], _first[at + 1] - _first[at]);
        counts = _counts.AsSpan(_first[at], _first[at + 1] - _first[at]);
    }

    /// <summary>From the counts of (token, case before, form); forms of fewer places than <paramref name="floor"/> after one case are known after any word only.</summary>
    public static TokenForms Of(int tokens, IReadOnlyDictionary<(int Token, WordCase Before, int Form), int> counts, string[] texts, int[] exact, int floor)
    {
        var lists = new List<(int Form, int Count)>[tokens * (Cases + 1)];
        foreach (var ((token, before, form), count) in counts.OrderBy(c => c.Key.Token).ThenBy(c => c.Key.Before).ThenBy(c => c.Key.Form))
        {
            if (count >= floor)
                (lists[token * (Cases + 1) + (int)before] ??= []).Add((form, count));
            var any = lists[token * (Cases + 1) + Cases] ??= [];
            int known = any.FindIndex(a => a.Form == form);
            if (known < 0)
                any.Add((form, count));
            else
                any[known] = (form, any[known].Count + count);
        }

        int[] first = new int[lists.Length + 1];
        for (int i = 0; i < lists.Length; i++)
            first[i + 1] = first[i] + (lists[i]?.Count ?? 0);
        var all = lists.Where(l => l is not null).SelectMany(l => l).ToArray();
        return new TokenForms(texts, exact, first, Array.ConvertAll(all, a => a.Form), Array.ConvertAll(all, a => a.Count));
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(Texts.Length);
        foreach (string text in Texts)
            writer.Write(text);
        ModelBytes.Write(writer, Exact);
        ModelBytes.Write(writer, _first);
        ModelBytes.Write(writer, _forms);
        ModelBytes.Write(writer, _counts);
    }

    public static TokenForms Read(BinaryReader reader)
    {
        string[] texts = new string[reader.ReadInt32()];
        for (int i = 0; i < texts.Length; i++)
            texts[i] = reader.ReadString();
        return new TokenForms(texts, ModelBytes.ReadInts(reader), ModelBytes.ReadInts(reader), ModelBytes.ReadInts(reader), ModelBytes.ReadInts(reader));
    }
}
