using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Configuration.Json;
using Microsoft.Extensions.FileProviders;
using MudBlazor.Services;
using SynthWorkbench.Application;
using SynthWorkbench.Application.Accounts;
using SynthWorkbench.Application.Data;
using SynthWorkbench.Web.Components;
using SynthWorkbench.Web.Components.Account;
using SynthWorkbench.Web.Endpoints;
using SynthWorkbench.Web.Infrastructure;
using SynthWorkbench.Web.Interop;
using SynthWorkbench.Web.Startup;

// Published, scripts and styles lie beside the program, from whatever folder it is started.
string beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = Directory.Exists(beside) ? AppContext.BaseDirectory : null });

// The repository's root holds the development settings; the build puts them beside the program.
builder.Configuration.Sources.Insert(0, new JsonConfigurationSource { Path = $"appsettings.{builder.Environment.EnvironmentName}.json", Optional = true, FileProvider = new PhysicalFileProvider(AppContext.BaseDirectory) });
builder.Services.AddWorkbench(builder.Configuration);
// An answer in words may have 20,000 characters, up to four bytes each.
builder.Services.AddRazorComponents().AddInteractiveServerComponents().AddHubOptions(hub => hub.MaximumReceiveMessageSize = 256 * 1024);
builder.Services.AddMudServices();
builder.Services.AddCascadingAuthenticationState();
builder.Services.AddAntiforgery();
builder.Services.AddWorkspacePolicies();
builder.Services.AddWorkbenchIdentity();
builder.Services.AddSignInLimit();
builder.Services.AddScoped<CurrentWorkspace>().AddScoped<FileUpload>().AddScoped<ShellLook>().AddScoped<ReviewOutbox>().AddScoped<TextSelection>();
builder.Services.AddScoped<AuthenticationStateProvider, RevalidatingAccount>();
builder.Services.AddResponseCompression(options => options.EnableForHttps = true);

var app = builder.Build();
await app.Services.GetRequiredService<DatabaseStart>().RunAsync(CancellationToken.None);
await app.Services.StartDemoAsync();
await app.Services.GetRequiredService<FirstRun>().StartAsync(CancellationToken.None);

app.UseErrorPage();
if (!app.Environment.IsDevelopment())
    app.UseHsts();
app.UseResponseCompression();
app.UseSecurityHeaders();
app.UseRateLimiter();
app.UseStatusCodePagesWithReExecute("/not-found");
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.MapStaticAssets().AllowAnonymous();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
app.MapPasskeyEndpoints().MapAuditEndpoints().MapDatasetsEndpoints().MapRecipesEndpoints().MapGenerationEndpoints().MapFidelityEndpoints().MapReviewOutboxEndpoints().MapReviewEndpoints().MapCalibrationEndpoints();
app.Run();
