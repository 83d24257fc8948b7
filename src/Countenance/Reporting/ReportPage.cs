using Countenance.Reporting.Sections;

namespace Countenance.Reporting;

/// <summary>The page around the sections: head, title, key figures, navigation, footer.</summary>
internal static class ReportPage
{
    public static void Write(HtmlWriter html, ReportContent content)
    {
        var sections = BuiltInSections.From(content);
        if (sections.GroupBy(section => section.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new ArgumentException(
                $"Section ids must be unique in a report. Got \"{twice.Key}\" {twice.Count()} times.", nameof(content));
        }

        html.Raw("<!DOCTYPE html>\n");
        html.Open("html", ("lang", "en"));
        WriteHead(html, content);
        html.Open("body");
        html.Element("a", "Skip to the figures", ("class", "skip"), ("href", "#main"));
        WriteBar(html, content, sections);
        html.Open("main", ("id", "main"), ("tabindex", "-1"));
        WriteTitle(html, content);
        KeyFigures.Write(html, content.Evaluation);
        foreach (var section in sections)
        {
            WriteSection(html, section);
        }

        html.Close("main");
        html.Element(
            "footer",
            "Written by Countenance. This page is complete in itself: it makes no request and stores nothing but the choice of light or " +
            "dark.");
        html.Open("script");
        html.Raw(ReportAssets.Script);
        html.Close("script");
        html.Close("body");
        html.Close("html");
        html.Raw("\n");
    }

    private static void WriteHead(HtmlWriter html, ReportContent content)
    {
        html.Open("head");
        html.Void("meta", ("charset", "utf-8"));
        html.Void("meta", ("http-equiv", "Content-Security-Policy"), ("content", ReportAssets.SecurityPolicy));
        html.Void("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1"));
        html.Void("meta", ("name", "color-scheme"), ("content", "light dark"));
        html.Void("meta", ("name", "referrer"), ("content", "no-referrer"));
        html.Void("meta", ("name", "generator"), ("content", "Countenance"));
        html.Element("title", content.Title);
        html.Open("script");
        html.Raw(ReportAssets.ThemeScript);
        html.Close("script");
        html.Open("style");
        html.Raw(ReportAssets.Style);
        html.Close("style");
        html.Close("head");
    }

    private static void WriteBar(HtmlWriter html, ReportContent content, IReadOnlyList<ReportSection> sections)
    {
        html.Open("div", ("class", "bar"));
        html.Element("a", content.Title, ("class", "home"), ("href", "#main"), ("title", content.Title));
        html.Open("nav", ("aria-label", "Sections"));
        html.Open("ul");
        foreach (var section in sections)
        {
            html.Open("li");
            html.Element("a", section.Title, ("href", "#" + section.Id));
            html.Close("li");
        }

        html.Close("ul");
        html.Close("nav");
        html.Element("button", "Dark", ("type", "button"), ("id", "theme"), ("hidden", ""));
        html.Close("div");
    }

    private static void WriteTitle(HtmlWriter html, ReportContent content)
    {
        html.Open("header");
        html.Element("h1", content.Title);
        if (!string.IsNullOrWhiteSpace(content.Subtitle))
        {
            html.Element("p", content.Subtitle, ("class", "subtitle"));
        }

        List<ReportFact> facts = [.. content.Facts];
        if (content.Evaluation is { Dataset: var data })
        {
            var evaluated = $"{data.Format} {data.Split}, {FigureText.Count(data.Images)} images, {data.Labels} labels";
            facts.Insert(0, new ReportFact("Evaluated on", evaluated));
        }

        if (facts.Count > 0)
        {
            html.Open("dl", ("class", "facts"));
            foreach (var fact in facts)
            {
                html.Open("div");
                html.Element("dt", fact.Name);
                html.Element("dd", fact.Value);
                html.Close("div");
            }

            html.Close("dl");
        }

        html.Close("header");
    }

    private static void WriteSection(HtmlWriter html, ReportSection section)
    {
        html.Open("section", ("id", section.Id), ("aria-labelledby", section.Id + "-title"));
        html.Open("div", ("class", "aside"));
        html.Element("h2", section.Title, ("id", section.Id + "-title"));
        if (section.Explanation.Length > 0)
        {
            html.Element("p", section.Explanation, ("class", "explanation"));
        }

        section.WriteAside(html);
        html.Close("div");
        html.Open("div", ("class", "body"));
        section.WriteBody(html);
        html.Close("div");
        html.Close("section");
    }
}
