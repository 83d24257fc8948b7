using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Extensions;

namespace Countenance.Web.Serving;

/// <summary>
/// Lets in whoever knows the token, from the address (once: it goes into a cookie and out of the address) or the cookie; and nobody whom
/// a page of another site sends, but for following a link.
/// </summary>
internal sealed class AccessGate(RequestDelegate next, PageOptions options)
{
    public const string Field = "token";

    // Cookies know no ports: pages of several programs on one machine must not take each other's.
    private readonly string cookie = options.Token is { } token
        ? $"countenance-token-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("name of " + token)).AsSpan(0, 4))}"
        : "";

    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (IsForeign(request))
        {
            return Refuse(context, StatusCodes.Status403Forbidden, "This request was sent by a page of another site.");
        }

        if (options.Token is null || IsToken(request.Cookies[cookie]))
        {
            return next(context);
        }

        if (!HttpMethods.IsGet(request.Method) || !IsToken(request.Query[Field]))
        {
            return Refuse(
                context, StatusCodes.Status401Unauthorized, "Open the address that was printed when the page was started: it holds the token.");
        }

        context.Response.Cookies.Append(
            cookie, options.Token, new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true });
        var rest = QueryString.Create(request.Query.Where(field => field.Key != Field));
        context.Response.Redirect(UriHelper.BuildRelative(request.PathBase, request.Path, rest));
        return Task.CompletedTask;
    }

    // Browsers say where a request comes from; programs that do not say so are not browsers that could be misled.
    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers.Origin is [{ } origin, ..])
        {
            return !Uri.TryCreate(origin, UriKind.Absolute, out Uri? from)
                || !string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        }

        return request.Headers["Sec-Fetch-Site"] == "cross-site" && request.Headers["Sec-Fetch-Mode"] != "navigate";
    }

    private bool IsToken(string? shown) =>
        shown is not null && CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes(shown)), SHA256.HashData(Encoding.UTF8.GetBytes(options.Token!)));

    private static Task Refuse(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason);
    }
}
