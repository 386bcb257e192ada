using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using SynthWorkbench.Application;

namespace SynthWorkbench.Web.Startup;

/// <summary>Bounds how often one address may try passwords, codes and links.</summary>
internal static class SignInLimit
{
    public static IServiceCollection AddSignInLimit(this IServiceCollection services) => services.AddRateLimiter(limiter =>
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            HttpMethods.IsPost(context.Request.Method) && (context.Request.Path.StartsWithSegments("/Account", StringComparison.OrdinalIgnoreCase) || context.Request.Path.StartsWithSegments("/first-run", StringComparison.OrdinalIgnoreCase))
                ? RateLimitPartition.GetFixedWindowLimiter(context.Connection.RemoteIpAddress?.ToString() ?? "", _ => new FixedWindowRateLimiterOptions
                {
                    PermitLimit = context.RequestServices.GetRequiredService<IOptions<WorkbenchOptions>>().Value.SignInAttemptsPerMinute,
                    Window = TimeSpan.FromMinutes(1),
                })
                : RateLimitPartition.GetNoLimiter(""));
        limiter.OnRejected = (rejected, _) => new ValueTask(StaticPages.WriteAsync(rejected.HttpContext, StatusCodes.Status429TooManyRequests,
            "Too many attempts", "This address tried to sign in too often. Wait a minute, then go back and try again."));
    });
}
