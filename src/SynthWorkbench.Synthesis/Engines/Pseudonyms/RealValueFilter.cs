using System.Numerics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Engines.Pseudonyms;

/// <summary>
/// Tells values that may be real from those that are not: a made-up value must be none of them. One bit of sixteen a value: every real value is told, and one in about sixteen others too, so that a value that
/// is told need not be one.
/// </summary>
/// <remarks>Bloom, "Space/time trade-offs in hash coding with allowable errors", Communications of the ACM 13 (1970), with one hash and a key.</remarks>
internal sealed class RealValueFilter
{
    private const int BitsOfValue = 16;

    private readonly ulong _key;
    private readonly ulong[] _bits;

    private RealValueFilter(ulong key, ulong[] bits) => (_key, _bits) = (key, bits);

    /// <summary>The filter of all values under a key.</summary>
    public static RealValueFilter Of(IReadOnlyCollection<string> values, ulong key)
    {
        var filter = new RealValueFilter(key, new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(1, ((values.Count * BitsOfValue) + 63) / 64))]);
        foreach (string value in values)
        {
            ulong at = filter.PlaceOf(value);
            filter._bits[at >> 6] |= 1UL << (int)(at & 63);
        }

        return filter;
    }

    /// <summary>Whether a value may be real.</summary>
    public bool MayHave(string value)
    {
        ulong at = PlaceOf(value);
        return (_bits[at >> 6] >> (int)(at & 63) & 1) != 0;
    }

    private ulong PlaceOf(string value)
    {
        ulong hash = 0xCBF29CE484222325 ^ _key;
        foreach (char c in value)
            hash = (hash ^ c) * 0x100000001B3;
        return RandomStream.Mix(_key, hash) & ((64UL * (ulong)_bits.Length) - 1);
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_key);
        ModelBytes.Write(writer, System.Runtime.InteropServices.MemoryMarshal.Cast<ulong, int>(_bits));
    }

    public static RealValueFilter Read(BinaryReader reader) => new(reader.ReadUInt64(), System.Runtime.InteropServices.MemoryMarshal.Cast<int, ulong>(ModelBytes.ReadInts(reader)).ToArray());
}
