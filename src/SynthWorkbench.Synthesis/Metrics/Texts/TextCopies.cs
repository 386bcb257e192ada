using SynthWorkbench.Numerics.Random;
using SynthWorkbench.Synthesis.Engines.Texts;

namespace SynthWorkbench.Synthesis.Metrics.Texts;

/// <summary>What texts repeat of others: spans of four tokens, whole texts, the longest span, rare spans.</summary>
internal static class TextCopies
{
    private const int Span = 4, MostTokens = 256;

    /// <summary>
    /// Spans of four tokens of the other texts that stand in the training texts only and in the holdout's only; as many texts of either are looked at. O(tokens).
    /// </summary>
    public static (long Train, long Holdout) Phrases(ComparedText train, ComparedText holdout, ComparedText other)
    {
        int most = Math.Min(train.Count, holdout.Count);
        HashSet<ulong> seen = Spans(train, most, Span), unseen = Spans(holdout, most, Span);
        long own = 0, others = 0;
        for (int t = 0; t < other.Count; t++)
        {
            var text = other[t];
            for (int i = 0; i + Span <= text.Length; i++)
            {
                ulong hash = Hash(text.Slice(i, Span));
                bool isSeen = seen.Contains(hash), isUnseen = unseen.Contains(hash);
                own += isSeen && !isUnseen ? 1 : 0;
                others += isUnseen && !isSeen ? 1 : 0;
            }
        }

        return (own, others);
    }

    /// <summary>Other texts that are a training text.</summary>
    public static int Whole(ComparedText train, ComparedText other)
    {
        var known = new HashSet<ulong>();
        for (int t = 0; t < train.Count; t++)
            known.Add(Hash(train[t]));
        int count = 0;
        for (int t = 0; t < other.Count; t++)
            count += known.Contains(Hash(other[t])) ? 1 : 0;
        return count;
    }

    /// <summary>Tokens of the longest span of the other texts that stands in a training text. O(tokens x its length).</summary>
    public static int Longest(ComparedText train, ComparedText other)
    {
        // Places where a span of the length before begins that both have; a longer one begins at such a place.
        int[] here = Places(train), there = Places(other);
        ulong[] hashesHere = new ulong[train.Tokens.Length], hashesThere = new ulong[other.Tokens.Length];
        int[] endsHere = Ends(train), endsThere = Ends(other);
        for (int length = 1; length <= MostTokens; length++)
        {
            Extend(train, hashesHere, ref here, endsHere, length);
            Extend(other, hashesThere, ref there, endsThere, length);
            var known = here.Select(p => hashesHere[p]).ToHashSet();
            there = Array.FindAll(there, p => known.Contains(hashesThere[p]));
            if (there.Length == 0)
                return length - 1;
            var shared = there.Select(p => hashesThere[p]).ToHashSet();
            here = Array.FindAll(here, p => shared.Contains(hashesHere[p]));
        }

        return MostTokens;
    }

    /// <summary>Other texts with a span that stands in the training texts but in fewer rows than the floor.</summary>
    public static int Rare(ComparedText train, ComparedText other, int[] trainTexts, int floor)
    {
        int[] known = Array.ConvertAll(train.Tokens, t => trainTexts[t] >= floor ? t : -1);
        var spans = SpanFloor.Of(known, train.Starts, floor, isExact: true);
        int count = 0;
        for (int t = 0; t < other.Count; t++)
        {
            int node = FrequentSpans.Root;
            var text = other[t];
            // A token of the vocabulary that no training text has is unknown to the floor.
            int[] own = new int[text.Length];
            for (int i = 0; i < own.Length; i++)
            {
                own[i] = trainTexts[text[i]] == 0 ? -1 : text[i];
                if (!spans.TryStep(ref node, own.AsSpan(0, i), own[i]))
                {
                    count++;
                    break;
                }
            }
        }

        return count;
    }

    private static int[] Places(ComparedText texts) => [.. Enumerable.Range(0, texts.Tokens.Length)];

    private static int[] Ends(ComparedText texts)
    {
        int[] ends = new int[texts.Tokens.Length];
        for (int t = 0; t < texts.Count; t++)
            ends.AsSpan(texts.Starts[t], texts.Starts[t + 1] - texts.Starts[t]).Fill(texts.Starts[t + 1]);
        return ends;
    }

    private static void Extend(ComparedText texts, ulong[] hashes, ref int[] places, int[] ends, int length)
    {
        places = Array.FindAll(places, p => p + length <= ends[p]);
        foreach (int p in places)
            hashes[p] = RandomStream.Mix(hashes[p], (ulong)(uint)texts.Tokens[p + length - 1] + 1);
    }

    private static HashSet<ulong> Spans(ComparedText texts, int most, int length)
    {
        var spans = new HashSet<ulong>();
        for (int k = 0; k < most; k++)
        {
            var text = texts[(int)((long)k * texts.Count / most)];
            for (int i = 0; i + length <= text.Length; i++)
                spans.Add(Hash(text.Slice(i, length)));
        }

        return spans;
    }

    private static ulong Hash(ReadOnlySpan<int> tokens)
    {
        ulong hash = 0;
        foreach (int token in tokens)
            hash = RandomStream.Mix(hash, (ulong)(uint)token + 1);
        return hash;
    }
}
