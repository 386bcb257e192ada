using System.Numerics;
using SynthWorkbench.Numerics.Random;

namespace SynthWorkbench.Synthesis.Engines.Texts;

/// <summary>Positive numbers by pairs of a node and a token: open addressing, grown at half load.</summary>
internal sealed class PairTable
{
    private ulong[] _keys;
    private int[] _values;
    private int _count;

    public PairTable(int expected)
    {
        int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(2 * Math.Min(expected, 1 << 20), 16, 1 << 28));
        (_keys, _values) = (new ulong[size], new int[size]);
    }

    /// <summary>The number of a pair; 0 where there is none.</summary>
    public int Get(int node, int token)
    {
        ulong key = KeyOf(node, token);
        int mask = _keys.Length - 1;
        for (int at = (int)RandomStream.Mix(key, 0) & mask; _values[at] != 0; at = (at + 1) & mask)
        {
            if (_keys[at] == key)
                return _values[at];
        }

        return 0;
    }

    /// <summary>Sets the number of a pair, above 0.</summary>
    public void Set(int node, int token, int value)
    {
        if (2 * (_count + 1) > _keys.Length)
            Grow();
        Put(KeyOf(node, token), value);
    }

    private void Put(ulong key, int value)
    {
        int mask = _keys.Length - 1;
        int at = (int)RandomStream.Mix(key, 0) & mask;
        while (_values[at] != 0 && _keys[at] != key)
            at = (at + 1) & mask;
        _count += _values[at] == 0 ? 1 : 0;
        (_keys[at], _values[at]) = (key, value);
    }

    private void Grow()
    {
        var (keys, values) = (_keys, _values);
        (_keys, _values, _count) = (new ulong[2 * keys.Length], new int[2 * keys.Length], 0);
        for (int i = 0; i < keys.Length; i++)
        {
            if (values[i] != 0)
                Put(keys[i], values[i]);
        }
    }

    private static ulong KeyOf(int node, int token) => ((ulong)(uint)node << 32) | (uint)token;
}
