using Microsoft.Playwright;

namespace SynthWorkbench.EndToEnd.Tests.Hosting;

/// <summary>Scripts begin to listen to some elements only a round trip after these are drawn: no person is as fast, a test is.</summary>
internal static class Listening
{
    /// <summary>Chooses a file for the framework's own file input, which does not see what was chosen before it listens.</summary>
    public static async Task ChooseFileAsync(this ILocator input, FilePayload file)
    {
        await input.UntilAsync("i => i._blazorInputFileNextFileId !== undefined");
        await input.SetInputFilesAsync(file);
    }

    /// <summary>Waits until passages selected in a field's text are marked.</summary>
    public static Task UntilMarkableAsync(this ILocator field) => field.UntilAsync("f => !!f.closest('[data-listens]')");

    private static async Task UntilAsync(this ILocator element, string function)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (int i = 0; !await element.EvaluateAsync<bool>(function); i++)
        {
            if (i == 1_500)
                throw new TimeoutException($"Within half a minute nobody listened to {element}.");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }
}
