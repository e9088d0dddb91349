package dev.segmentnovu.ingest.admin.console;

import java.util.regex.Pattern;

/**
 * Takes comments out of scripts and styles: they are a sixth of what browsers would load. Only
 * comments that have their lines to themselves are recognised, because telling others from texts
 * takes a parser. Pure.
 */
final class Comments {

  private static final Pattern OWN_LINES =
      Pattern.compile("(?m)^[ \\t]*(?:/\\*(?s:.*?)\\*/[ \\t]*|//.*)$");

  private static final Pattern NOT_LINE_BREAKS = Pattern.compile("[^\\n]+");

  private Comments() {}

  /** The text with empty lines in place of comments, so that all lines keep their numbers. */
  static String without(String text) {
    return OWN_LINES
        .matcher(text)
        .replaceAll(comment -> NOT_LINE_BREAKS.matcher(comment.group()).replaceAll(""));
  }
}
