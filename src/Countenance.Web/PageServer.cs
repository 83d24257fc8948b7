using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using Countenance.Album.Storage;
using Countenance.Web.Albums;
using Countenance.Web.Components;
using Countenance.Web.Serving;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Countenance.Web;

/// <summary>The page over an album, served by this process until it is disposed of.</summary>
public sealed class PageServer : IAsyncDisposable
{
    private const int FormOverhead = 1 << 20; // fields and boundaries around an upload

    private readonly WebApplication app;

    private PageServer(WebApplication app, PageOptions options)
    {
        this.app = app;
        string bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Address = Reachable(new Uri(bound), options.Host);
        Entrance = options.Token is null ? Address : new Uri(Address, $"/?{AccessGate.Field}={Uri.EscapeDataString(options.Token)}");
    }

    /// <summary>Where it is served.</summary>
    public Uri Address { get; }

    /// <summary>The address to open in a browser: with the token, if one is needed.</summary>
    public Uri Entrance { get; }

    /// <summary>Fails where nothing could listen, before an album is made to be served there.</summary>
    /// <exception cref="PageException">The address is taken or not this machine's.</exception>
    public static void RequireFree(PageOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            using var listener = new TcpListener(options.Host, options.Port);
            listener.Start();
        }
        catch (SocketException error)
        {
            throw new PageException($"{options.Host}:{options.Port}", error);
        }
    }

    /// <summary>Loads the album and begins to serve it.</summary>
    /// <param name="store">The album; it stays the caller's and must outlive the server.</param>
    /// <param name="model">The model whose view of the faces is shown.</param>
    /// <param name="options">How.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="ArgumentException">Other machines could reach the page, and there is no token.</exception>
    /// <exception cref="Countenance.Album.AlbumException">The album cannot be read.</exception>
    /// <exception cref="PageException">The address is taken or not this machine's.</exception>
    public static async Task<PageServer> StartAsync(
        IAlbumStore store, AlbumModel model, PageOptions options, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        if (!options.IsLoopback && string.IsNullOrEmpty(options.Token))
        {
            throw new ArgumentException(
                $"Options must have a token where other machines reach the page. Got none, for {options.Host}.", nameof(options));
        }

        WebApplication app = Build(new AlbumView(store, model, options.Data), options);
        try
        {
            await app.StartAsync(cancellation);
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new PageException($"{options.Host}:{options.Port}", error);
        }

        // The list that most ask for first: what it is made of is there when they do.
        _ = Task.Run(() => app.Services.GetRequiredService<FaceLists>().Encode(new FaceQuery()), CancellationToken.None);
        return new PageServer(app, options);
    }

    /// <summary>Stops serving: open requests get a moment to end.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await app.StopAsync(patience.Token);
        await app.DisposeAsync();
    }

    // "All addresses" is none that another machine could open.
    private static Uri Reachable(Uri bound, IPAddress host)
    {
        if (!host.Equals(IPAddress.Any) && !host.Equals(IPAddress.IPv6Any))
        {
            return bound;
        }

        IPAddress? own = NetworkInterface.GetAllNetworkInterfaces()
            .Where(network => network.OperationalStatus == OperationalStatus.Up && network.NetworkInterfaceType != NetworkInterfaceType.Loopback)
            .SelectMany(network => network.GetIPProperties().UnicastAddresses.Select(unicast => unicast.Address))
            .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
        return new UriBuilder(bound) { Host = (own ?? IPAddress.Loopback).ToString() }.Uri;
    }

    // Nothing is read from the folder the program was started in, nor from the environment: a page is what its options say.
    private static WebApplication Build(AlbumView album, PageOptions options)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PageServer).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = "Production",
        });
        builder.Configuration.Sources.Clear();
        builder.Logging.ClearProviders().SetMinimumLevel(LogLevel.Error).AddSimpleConsole();
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting", LogLevel.None); // a start that fails is an exception
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = options.MostUploadBytes + FormOverhead;
            kestrel.Listen(options.Host, options.Port);
        });
        AddServices(builder.Services, album, options);
        WebApplication app = builder.Build();
        Map(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, AlbumView album, PageOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(album);
        services.AddSingleton<PictureReader>();
        services.AddSingleton<QueryPictures>();
        services.AddSingleton<FaceLists>();
        services.AddSingleton<FaceMap>();
        services.AddSingleton<FaceGroups>();
        services.AddSingleton<FaceNeighbours>();
        services.AddSingleton<ReviewQueue>();
        services.AddSingleton<BackgroundIndexing>();
        services.AddSingleton<PhotoFiles>();
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAntiforgery(forgery =>
        {
            // Cookies know no ports: the name does.
            string suffix = options.Port == 0 ? RandomNumberGenerator.GetHexString(8, lowercase: true) : $"{options.Port}";
            forgery.Cookie.Name = $"countenance-forgery-{suffix}";
            forgery.Cookie.SameSite = SameSiteMode.Strict;
            forgery.HeaderName = "X-Forgery-Token";
        });
        services.AddHostFiltering(hosts => hosts.AllowedHosts =
            options.IsLoopback ? ["localhost", "127.0.0.1", "[::1]", new UriBuilder("http", options.Host.ToString()).Host] : ["*"]);
        services.Configure<FormOptions>(form => form.MultipartBodyLengthLimit = options.MostUploadBytes);
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddHttpContextAccessor();
    }

    // What was wrong with a form is shown by a page, which is asked for and not posted to.
    private static Task AskForThePage(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is not null || context.Features.Get<IExceptionHandlerFeature>() is not null)
        {
            context.Request.Method = HttpMethods.Get;
        }

        return next(context);
    }

    private static void Map(WebApplication app)
    {
        app.UseHostFiltering(); // a name of another site that points to this machine gets nothing
        app.UseMiddleware<PageHeaders>();
        app.UseMiddleware<AccessGate>();
        app.UseExceptionHandler("/error/500", createScopeForErrors: true);
        app.UseStatusCodePagesWithReExecute("/error/{0}", createScopeForStatusCodePages: true);
        app.Use(AskForThePage);
        app.UseRouting();
        app.UseAntiforgery();
        EmbeddedAssets.Map(app);
        FaceEndpoints.Map(app);
        PhotoEndpoints.Map(app);
        GroupEndpoints.Map(app);
        SearchEndpoints.Map(app);
        CorrectionEndpoints.Map(app);
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(interactive => interactive.ContentSecurityFrameAncestorsPolicy = null);
    }
}
