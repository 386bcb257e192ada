using System.Numerics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>
/// Tells of a text, token by token, whether a span of it, however long, stands in the training column but in fewer rows than the floor. Frequent spans are kept; of the others only hashes of the shortest
/// ones (a frequent span with the token before it), one for each token of the column at most, in a Bloom filter: it holds no rare text, and where it errs it forbids what would be allowed.
/// </summary>
/// <remarks>
/// Law: of the spans that a text ends with, the longest that stands in the column at all is the rarest. It is frequent exactly where the longest frequent one, with one more token before it, does not
/// stand in the column. Filter: Bloom, "Space/time trade-offs in hash coding with allowable errors" (CACM 1970), four hashes over at least 16 bits an entry: at most 0.24 % are forbidden in error.
/// </remarks>
internal sealed class SpanFloor
{
    /// <summary>Spans longer than this are taken for rare wherever they stand in the column.</summary>
    public const int Longest = 64;

    private const int Hashes = 4;

    private readonly FrequentSpans _spans;
    private readonly ulong[] _filter;

    /// <summary>The spans themselves in place of their hashes, where what is found must not err on either side.</summary>
    private readonly PairTable? _exact;

    private SpanFloor(FrequentSpans spans, ulong[] filter, PairTable? exact = null) => (_spans, _filter, _exact) = (spans, filter, exact);

    /// <summary>Bytes that the filter takes.</summary>
    public long FilterBytes => 8L * _filter.Length;

    /// <summary>Frequent spans.</summary>
    public int Count => _spans.Count - 1;

    /// <summary>Learns the floor of a column.</summary>
    /// <param name="tokens">The texts one after the other, as numbers.</param>
    /// <param name="starts">Where the text of each row begins, and the end.</param>
    /// <param name="floor">Rows that a span must stand in.</param>
    /// <param name="isExact">Whether rare spans are kept as they are and not as hashes; such a floor cannot be written to a file.</param>
    public static SpanFloor Of(int[] tokens, int[] starts, int floor, bool isExact = false)
    {
        var spans = FrequentSpans.Of(tokens, starts, floor, Longest, out int[] longest);
        var filter = new ulong[isExact ? 1 : BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, tokens.Length / 4))];
        var result = new SpanFloor(spans, filter, isExact ? new PairTable(tokens.Length) : null);
        for (int row = 0; row + 1 < starts.Length; row++)
        {
            for (int place = starts[row]; place < starts[row + 1]; place++)
            {
                int node = longest[place], before = place - spans.Depth(node);
                if (node != FrequentSpans.Root && before >= starts[row] && tokens[before] >= 0 && spans.Child(FrequentSpans.Root, tokens[before]) != 0)
                    result.Forbid(tokens[before], node);
            }
        }

        return result;
    }

    /// <summary>Whether a token stands in enough rows.</summary>
    public bool IsFrequent(int token) => _spans.Child(FrequentSpans.Root, token) != 0;

    /// <summary>
    /// Goes on by a token: <paramref name="node"/> is the longest frequent span that the text ends with, before and after. False where a span that ends with the token is rare.
    /// </summary>
    /// <param name="node">The state, <see cref="FrequentSpans.Root"/> at the beginning; as it was where the answer is false.</param>
    /// <param name="history">All tokens before; below zero stands what the column does not know.</param>
    /// <param name="token">The token; below zero where the column does not know it, which parts spans.</param>
    public bool TryStep(ref int node, ReadOnlySpan<int> history, int token)
    {
        if (token < 0)
        {
            node = FrequentSpans.Root;
            return true;
        }

        int next = _spans.Next(node, token);
        if (next == FrequentSpans.Root)
            return false;
        int before = history.Length - _spans.Depth(next);
        if (before >= 0 && history[before] >= 0 && IsForbidden(history[before], next))
            return false;
        node = next;
        return true;
    }

    private void Forbid(int before, int node)
    {
        if (_exact is not null)
        {
            _exact.Set(before, node, 1);
            return;
        }

        ulong hash = RandomStream.Mix((ulong)(uint)before, (ulong)(uint)node);
        for (int h = 0; h < Hashes; h++, hash = RandomStream.Mix(hash, (ulong)h))
            _filter[(hash >> 6) & (ulong)(_filter.Length - 1)] |= 1UL << (int)(hash & 63);
    }

    private bool IsForbidden(int before, int node)
    {
        if (_exact is not null)
            return _exact.Get(before, node) != 0;
        ulong hash = RandomStream.Mix((ulong)(uint)before, (ulong)(uint)node);
        for (int h = 0; h < Hashes; h++, hash = RandomStream.Mix(hash, (ulong)h))
        {
            if ((_filter[(hash >> 6) & (ulong)(_filter.Length - 1)] & (1UL << (int)(hash & 63))) == 0)
                return false;
        }

        return true;
    }

    public void Write(BinaryWriter writer)
    {
        _spans.Write(writer);
        ModelBytes.Write(writer, System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, int>(_filter));
    }

    public static SpanFloor Read(BinaryReader reader)
    {
        var spans = FrequentSpans.Read(reader);
        return new SpanFloor(spans, System.Runtime.InteropServices.MemoryMarshal.Cast<int, ulong>(ModelBytes.ReadInts(reader)).ToArray());
    }
}
