package dev.segmentnovu.config.read;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Fills in {@code ${NAME}}, {@code ${NAME:default}} and {@code ${file:/path}}. It does not look for
 * placeholders in the value of a variable or in a file.
 */
final class Placeholders {

  /** The escape of a dollar and a brace, a placeholder, or one that does not end. */
  private static final Pattern TOKEN = Pattern.compile("\\$\\$\\{|\\$\\{([^{}]*)}|\\$\\{");

  private static final Pattern VARIABLE =
      Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?::(.*))?", Pattern.DOTALL);

  private static final String FILE = "file:";

  private final Map<String, String> env;
  private final TextFiles files;

  /**
   * Placeholders with the values of one environment.
   *
   * @param env an empty variable counts as unset
   */
  Placeholders(Map<String, String> env, TextFiles files) {
    this.env = env;
    this.files = files;
  }

  /**
   * A value with its placeholders filled in.
   *
   * @param text stripped; empty if there is a problem
   * @param hasPlaceholder whether any part of it comes from a placeholder
   * @param problem why it cannot be used, or null
   */
  record Filled(String text, boolean hasPlaceholder, @Nullable String problem) {}

  /** Fills in all placeholders of {@code template}. */
  Filled fill(String template) {
    Matcher token = TOKEN.matcher(template);
    var text = new StringBuilder();
    boolean found = false;
    try {
      while (token.find()) {
        boolean escape = token.group().startsWith("$$");
        found |= !escape;
        String filled = escape ? "${" : value(token.group(1));
        token.appendReplacement(text, Matcher.quoteReplacement(filled));
      }
    } catch (Unfilled e) {
      return new Filled("", true, e.problem);
    }
    return new Filled(token.appendTail(text).toString().strip(), found, null);
  }

  /** The names of the variables in {@code template}. */
  static List<String> variables(String template) {
    List<String> names = new ArrayList<>();
    Matcher token = TOKEN.matcher(template);
    while (token.find()) {
      Matcher variable = VARIABLE.matcher(token.group(1) == null ? "" : token.group(1));
      if (variable.matches() && !variable.group(1).equals("file")) {
        names.add(variable.group(1));
      }
    }
    return names;
  }

  /** Ends the filling in of one value; {@link #fill} catches it. */
  private static final class Unfilled extends Exception {
    private static final long serialVersionUID = 1L;
    private final String problem;

    Unfilled(String problem) {
      super(problem);
      this.problem = problem;
    }
  }

  private String value(@Nullable String inside) throws Unfilled {
    if (inside != null && inside.startsWith(FILE)) {
      return file(inside.substring(FILE.length()).strip());
    }
    Matcher variable = VARIABLE.matcher(inside == null ? "" : inside);
    if (!variable.matches()) {
      throw new Unfilled(
          "has a ${ that begins no placeholder: write ${NAME}, ${NAME:default} or ${file:/path},"
              + " and $${ for ${ itself");
    }
    String name = variable.group(1);
    String value = env.get(name);
    if (value != null && !value.isBlank()) {
      return value.strip();
    }
    if (variable.group(2) == null) {
      throw new Unfilled(
          "needs the environment variable "
              + name
              + ", which is not set: set it, or write ${"
              + name
              + ":default}");
    }
    return variable.group(2);
  }

  private String file(String name) throws Unfilled {
    try {
      return files.read(Path.of(name)).strip();
    } catch (NoSuchFileException e) {
      throw new Unfilled("names the file " + name + ", and there is none");
    } catch (AccessDeniedException e) {
      throw new Unfilled("names the file " + name + ", which may not be read");
    } catch (CharacterCodingException e) {
      throw new Unfilled("names the file " + name + ", which is no text in UTF-8");
    } catch (IOException | InvalidPathException e) {
      throw new Unfilled("names the file " + name + ", which cannot be read: " + e.getMessage());
    }
  }
}
