package io.ringway.control.stack;

import io.ringway.control.picture.RingPicture.Shape;
import io.ringway.control.picture.WhatIfPicture;
import io.ringway.control.review.Review;
import java.util.List;
import java.util.Locale;
import org.springframework.web.util.HtmlUtils;

/**
 * The two rings of a what-if as a standalone SVG: on white, with the changes, the figures and a
 * legend.
 */
final class WhatIfSvg {

  /** The light palette of the style sheet, since a file has no style sheet. */
  static final List<String> COLOURS =
      List.of(
          "#3b6fd4", "#e08a1e", "#0f8f72", "#c2387f", "#55b8e8", "#7a4a12", "#7a52c7", "#c9b400",
          "#b8321f", "#14505c", "#d694b5", "#6b7280");

  private static final int RINGS = 400;
  private static final int WIDTH = 860;
  private static final int LEFT = 440;
  private static final int LINE = 22;
  private static final int WRAP = 58;

  private final StringBuilder svg = new StringBuilder();
  private int y = 44;

  private WhatIfSvg() {}

  /** Draws a review. One without a picture, because no key can move, becomes text only. */
  static String of(String cluster, Review review) {
    WhatIfSvg file = new WhatIfSvg();
    file.words(cluster, review);
    WhatIfPicture picture = review.picture();
    if (picture != null) {
      file.rings(picture);
    }
    int height = Math.max(RINGS + 40, file.y + LINE);
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d" \
    font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif">
    <rect width="%1$d" height="%2$d" fill="#ffffff"/>
    %3$s</svg>
    """
        .formatted(WIDTH, height, file.svg);
  }

  private void words(String cluster, Review review) {
    text(20, 650, "What if: " + cluster);
    text(13, 400, "as it stands at revision " + review.revision());
    y += 8;
    for (Review.Line edit : review.edits()) {
      wrapped("• " + edit.words());
    }
    y += 8;
    text(
        14,
        650,
        review.figures().moved()
            + " of the keys move, "
            + review.figures().necessary()
            + " necessary");
    y += 8;
    if (!review.servers().isEmpty()) {
      cells(12, "#4f5a73", "Share now", "Share then");
    }
    for (Review.ServerBalance server : review.servers()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"12\" height=\"12\" rx=\"3\" fill=\"%s\"/>%n",
              LEFT,
              y - 11,
              COLOURS.get(server.colour())));
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%d\" y=\"%d\" font-size=\"14\" fill=\"#1a2133\">%s</text>%n",
              LEFT + 20,
              y,
              xml(server.name())));
      cells(14, "#1a2133", server.before(), server.after());
    }
  }

  private void cells(int size, String ink, String now, String then) {
    String cell =
        "<text x=\"%d\" y=\"%d\" font-size=\"%d\" text-anchor=\"end\" fill=\"%s\">%s</text>%n";
    svg.append(String.format(Locale.ROOT, cell, WIDTH - 120, y, size, ink, xml(now)));
    svg.append(String.format(Locale.ROOT, cell, WIDTH - 30, y, size, ink, xml(then)));
    y += LINE;
  }

  private void wrapped(String words) {
    String rest = words;
    while (rest.length() > WRAP) {
      int cut = rest.lastIndexOf(' ', WRAP);
      int end = cut <= 2 ? WRAP : cut;
      text(14, 400, rest.substring(0, end));
      rest = "   " + rest.substring(end).strip();
    }
    text(14, 400, rest);
  }

  private void text(int size, int weight, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%d\" y=\"%d\" font-size=\"%d\" font-weight=\"%d\" fill=\"#1a2133\""
                + " xml:space=\"preserve\">%s</text>%n",
            LEFT,
            y,
            size,
            weight,
            xml(words)));
    y += LINE;
  }

  private void rings(WhatIfPicture picture) {
    svg.append("<g transform=\"translate(20 20)\">\n<title>")
        .append(xml(picture.description()))
        .append("</title>\n");
    picture.thenShares().forEach(this::share);
    picture.then().forEach(this::band);
    if (!picture.moved().isEmpty()) {
      path(picture.moved(), "#1a2133", 1);
    }
    picture.now().forEach(this::band);
    picture.nowShares().forEach(this::share);
    middle(197, 24, 650, picture.headline());
    middle(217, 14, 400, picture.subline());
    svg.append("</g>\n");
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"220\" y=\"430\" font-size=\"12\" text-anchor=\"middle\" fill=\"#4f5a73\">"
                + "Inside: now. Outside: then. Bright: keys that move.</text>%n"));
  }

  private void middle(int at, int size, int weight, String words) {
    svg.append(
        String.format(
            Locale.ROOT,
            "<text x=\"200\" y=\"%d\" font-size=\"%d\" font-weight=\"%d\" text-anchor=\"middle\""
                + " fill=\"#1a2133\">%s</text>%n",
            at,
            size,
            weight,
            xml(words)));
  }

  private void band(WhatIfPicture.Band band) {
    path(band.stays(), COLOURS.get(band.colour()), 0.26);
    path(band.moves(), COLOURS.get(band.colour()), 1);
  }

  private void share(Shape share) {
    path(share.path(), COLOURS.get(share.colour()), 1);
  }

  private void path(String data, String colour, double opacity) {
    if (!data.isEmpty()) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<path d=\"%s\" fill=\"%s\" fill-opacity=\"%s\"/>%n",
              data,
              colour,
              opacity));
    }
  }

  /** Escapes text for XML. HTML escaping would add entity names that XML does not know. */
  private static String xml(String text) {
    return HtmlUtils.htmlEscape(text, "UTF-8");
  }
}
