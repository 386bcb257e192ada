using Microsoft.AspNetCore.Components;

namespace SynthWorkbench.Web.Components.Shared;

/// <summary>What is wrong with a setting, told beside it.</summary>
internal static class ProblemLines
{
    public static RenderFragment Of(IEnumerable<string> messages) => builder =>
    {
        foreach (string message in messages)
        {
            builder.OpenElement(0, "p");
            builder.AddAttribute(1, "class", "sw-error");
            builder.AddContent(2, message);
            builder.CloseElement();
        }
    };
}
