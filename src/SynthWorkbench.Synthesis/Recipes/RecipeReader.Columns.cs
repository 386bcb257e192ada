using YamlDotNet.RepresentationModel;

namespace SynthWorkbench.Synthesis.Recipes;

/// <summary>What happens to single columns.</summary>
internal sealed partial class RecipeReader
{
    private RecipeColumn? ReadColumn(YamlNode node, string path)
    {
        if (Open(node, path, "name", "action", "rule", "realism", "text", "replace") is not { } keys)
            return null;
        string action = Choice(keys, path, "action", keys.ContainsKey("rule") ? "rule" : keys.ContainsKey("text") ? "text" : keys.ContainsKey("replace") ? "replace" : "model", "model", "text", "replace", "drop", "rule");
        RecipeRule? rule = keys.TryGetValue("rule", out var ruleNode) ? ReadRule(ruleNode, Join(path, "rule")) : null;
        if (action == "rule" && rule is null && !keys.ContainsKey("rule"))
            Add(path, "The action 'rule' needs a rule.", node);
        if (action != "rule" && rule is not null)
            Add(Join(path, "rule"), $"A rule is given, but the action is '{action}'. Set the action to 'rule' or remove the rule.", ruleNode!);
        if (action != "text" && keys.TryGetValue("text", out var textNode))
            Add(Join(path, "text"), $"Settings of free text are given, but the action is '{action}'. Set the action to 'text' or remove them.", textNode);
        if (action != "replace" && keys.TryGetValue("replace", out var replaceNode))
            Add(Join(path, "replace"), $"Settings of consistent replacement are given, but the action is '{action}'. Set the action to 'replace' or remove them.", replaceNode);
        return new RecipeColumn { Name = Required(keys, path, "name", node), Action = action, Rule = rule, Text = ReadText(keys, path), Replace = ReadReplace(keys, path), Realism = Number(keys, path, "realism", 0, 1, whole: false) };
    }

    private RecipeText ReadText(Dictionary<string, YamlNode> parent, string path)
    {
        string own = Join(path, "text");
        if (!parent.TryGetValue("text", out var node) || Open(node, own, "floor", "replacePersonal") is not { } keys)
            return new RecipeText();
        var defaults = new RecipeText();
        return new RecipeText
        {
            Floor = (int)(Number(keys, own, "floor", RecipeText.LeastFloor, RecipeText.MostFloor, whole: true) ?? defaults.Floor),
            ReplacePersonal = Choice(keys, own, "replacePersonal", "true", "true", "false") == "true",
        };
    }

    private RecipeReplace ReadReplace(Dictionary<string, YamlNode> parent, string path)
    {
        string own = Join(path, "replace");
        if (!parent.TryGetValue("replace", out var node) || Open(node, own, "floor") is not { } keys)
            return new RecipeReplace();
        return new RecipeReplace { Floor = (int)(Number(keys, own, "floor", RecipeReplace.LeastFloor, RecipeReplace.MostFloor, whole: true) ?? new RecipeReplace().Floor) };
    }
}
