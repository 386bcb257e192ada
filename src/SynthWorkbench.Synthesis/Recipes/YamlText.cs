using System.Text;
using System.Text.Json;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>Writes a JSON value as block YAML; strings are quoted only where plain text would read back as something else.</summary>
internal static class YamlText
{
    public static void Write(StringBuilder text, JsonElement value, int indent)
    {
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.Array && property.Value.GetArrayLength() == 0)
                continue;
            text.Append(' ', indent).Append(property.Name).Append(':');
            switch (property.Value.ValueKind)
            {
                case JsonValueKind.Object:
                    text.Append('\n');
                    Write(text, property.Value, indent + 2);
                    break;
                case JsonValueKind.Array when property.Value.EnumerateArray().All(v => v.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)):
                    text.Append(" [").AppendJoin(", ", property.Value.EnumerateArray().Select(v => Scalar(v, inList: true))).Append("]\n");
                    break;
                case JsonValueKind.Array:
                    text.Append('\n');
                    foreach (var item in property.Value.EnumerateArray())
                    {
                        int at = text.Length;
                        Write(text, item, indent + 4);
                        text[at + indent + 2] = '-';
                    }

                    break;
                default:
                    text.Append(' ').Append(Scalar(property.Value, inList: false)).Append('\n');
                    break;
            }
        }
    }

    private static string Scalar(JsonElement value, bool inList)
    {
        if (value.ValueKind != JsonValueKind.String)
            return value.GetRawText();
        string text = value.GetString()!;
        return IsPlain(text, inList) ? text : JsonSerializer.Serialize(text);
    }

    private static bool IsPlain(string text, bool inList)
    {
        if (text.Length == 0 || text.Trim().Length != text.Length || double.TryParse(text, out _))
            return false;
        if (text.ToLowerInvariant() is "true" or "false" or "null" or "yes" or "no" or "on" or "off" or "~")
            return false;
        if (!char.IsLetterOrDigit(text[0]) || text.Any(c => char.IsControl(c)))
            return false;
        return !text.Contains(": ", StringComparison.Ordinal) && !text.Contains(" #", StringComparison.Ordinal) && !text.EndsWith(':')
            && !(inList && text.AsSpan().IndexOfAny(",[]{}") >= 0);
    }
}
