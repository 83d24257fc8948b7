using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace Countenance.Web.Serving;

/// <summary>Style, scripts and icon, which lie in this assembly: each is an endpoint of its own, and there are no others.</summary>
internal static class EmbeddedAssets
{
    private const string Folder = "wwwroot";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    public static void Map(IEndpointRouteBuilder app)
    {
        foreach (string name in typeof(EmbeddedAssets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder + "/", StringComparison.Ordinal)))
        {
            byte[] content = Read(name);
            var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"");
            string type = Types[Path.GetExtension(name)];
            app.MapGet(name[Folder.Length..], FileContentHttpResult (HttpContext context) =>
            {
                context.Response.Headers.CacheControl = "no-cache";
                return TypedResults.File(content, type, entityTag: tag);
            });
        }
    }

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(EmbeddedAssets).Assembly.GetManifestResourceStream(name)!;
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return content;
    }
}
