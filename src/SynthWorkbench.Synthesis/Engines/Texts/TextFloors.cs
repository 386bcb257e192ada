using System.Numerics;
using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Tables.FreeText;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// The floor of a column in the three ways a reader may look at a text: words and marks whatever their case, words and marks as written, and words alone with the marks looked through. Rare tokens are kept
/// as hashes only.
/// </summary>
internal sealed class TextFloors
{
    /// <summary>The answer for a token of the column that stands in too few rows.</summary>
    public const int Rare = int.MaxValue;

    private readonly Vocabulary _folded;
    private readonly Vocabulary _exact;
    private readonly ulong[] _rare;

    public TextFloors(Vocabulary folded, Vocabulary exact, ulong[] rare, SpanFloor spans, SpanFloor written, SpanFloor words) =>
        (_folded, _exact, _rare, Spans, Written, Words) = (folded, exact, rare, spans, written, words);

    public SpanFloor Spans { get; }

    public SpanFloor Written { get; }

    public SpanFloor Words { get; }

    public Vocabulary Folded => _folded;

    public Vocabulary Exact => _exact;

    /// <summary>Bytes of the four filters.</summary>
    public long FilterBytes => 8L * _rare.Length + Spans.FilterBytes + Written.FilterBytes + Words.FilterBytes;

    /// <summary>A filter with room for so many rare tokens.</summary>
    public static ulong[] RareFilter(int count) => new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, count / 2))];

    public static void AddRare(ulong[] filter, ReadOnlySpan<char> token)
    {
        ulong hash = HashOf(token);
        for (int h = 0; h < 4; h++, hash = RandomStream.Mix(hash, (ulong)h))
            filter[(hash >> 6) & (ulong)(filter.Length - 1)] |= 1UL << (int)(hash & 63);
    }

    /// <summary>A hash that is the same in every process.</summary>
    public static ulong HashOf(ReadOnlySpan<char> text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (char c in text)
            hash = (hash ^ c) * 0x100000001B3;
        return RandomStream.Mix(hash, 0x7E87);
    }

    private bool IsRare(ReadOnlySpan<char> token)
    {
        ulong hash = HashOf(token);
        for (int h = 0; h < 4; h++, hash = RandomStream.Mix(hash, (ulong)h))
        {
            if ((_rare[(hash >> 6) & (ulong)(_rare.Length - 1)] & (1UL << (int)(hash & 63))) == 0)
                return false;
        }

        return true;
    }

    /// <summary>The numbers of a token without blanks; below zero where the column does not know it, <see cref="Rare"/> where it stands in too few rows.</summary>
    public (int Folded, int Exact) Find(ReadOnlySpan<char> bare)
    {
        Span<char> lower = bare.Length <= 256 ? stackalloc char[bare.Length] : new char[bare.Length];
        bare.ToLowerInvariant(lower);
        int folded = _folded.Find(lower), exact = _exact.Find(bare);
        return (folded >= 0 ? folded : IsRare(lower) ? Rare : -1, exact >= 0 ? exact : IsRare(bare) ? Rare : -1);
    }

    /// <summary>Whether no span of a text, however long, stands in the column in fewer rows than the floor.</summary>
    public bool Passes(string text, List<TextToken> tokens, FloorState state)
    {
        if (TextTokens.Normal(text) is not { } normal)
            return false;
        TextTokens.Split(normal, tokens);
        state.Clear();
        foreach (var token in tokens)
        {
            var bare = TextTokens.Bare(token.In(normal));
            var (folded, exact) = Find(bare);
            if (!state.TryStep(this, folded, exact, token.Form == TokenForm.Word))
                return false;
        }

        return true;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var vocabulary in new[] { _folded, _exact })
        {
            writer.Write(vocabulary.Count);
            foreach (string text in vocabulary.Texts)
                writer.Write(text);
        }

        ModelBytes.Write(writer, System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, int>(_rare));
        Spans.Write(writer);
        Written.Write(writer);
        Words.Write(writer);
    }

    public static TextFloors Read(BinaryReader reader)
    {
        Vocabulary Texts() => new([.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())]);
        Vocabulary folded = Texts(), exact = Texts();
        ulong[] rare = System.Runtime.InteropServices.MemoryMarshal.Cast<int, ulong>(ModelBytes.ReadInts(reader)).ToArray();
        return new TextFloors(folded, exact, rare, SpanFloor.Read(reader), SpanFloor.Read(reader), SpanFloor.Read(reader));
    }
}

/// <summary>A text as far as it is written, as the floors see it.</summary>
internal sealed class FloorState
{
    private readonly Seen[] _seen = [new(), new(), new()];
    private readonly (int Node, int Count)[] _marks = new (int, int)[3];

    private sealed class Seen
    {
        public int Node;
        public int Count;
        public int[] Tokens = new int[64];
    }

    public void Clear()
    {
        foreach (var seen in _seen)
            (seen.Node, seen.Count) = (FrequentSpans.Root, 0);
    }

    /// <summary>Remembers where the text is.</summary>
    public void Mark()
    {
        for (int i = 0; i < _seen.Length; i++)
            _marks[i] = (_seen[i].Node, _seen[i].Count);
    }

    /// <summary>Goes back to where the text was.</summary>
    public void Return()
    {
        for (int i = 0; i < _seen.Length; i++)
            (_seen[i].Node, _seen[i].Count) = _marks[i];
    }

    /// <summary>Goes on by a token; false, and undefined until <see cref="Return"/> or <see cref="Clear"/>, where a floor forbids it.</summary>
    public bool TryStep(TextFloors floors, int folded, int exact, bool isWord) =>
        TryStep(floors.Spans, _seen[0], folded) && TryStep(floors.Written, _seen[1], exact) && (!isWord || TryStep(floors.Words, _seen[2], folded));

    private static bool TryStep(SpanFloor floor, Seen seen, int token)
    {
        if (!floor.TryStep(ref seen.Node, seen.Tokens.AsSpan(0, seen.Count), token))
            return false;
        if (seen.Count == seen.Tokens.Length)
            Array.Resize(ref seen.Tokens, 2 * seen.Count);
        seen.Tokens[seen.Count++] = token;
        return true;
    }
}
