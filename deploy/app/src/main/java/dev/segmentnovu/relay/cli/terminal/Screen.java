package dev.segmentnovu.relay.cli.terminal;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.UsageMessageSpec;

/** Where a command prints: results go to the standard output, everything else to the other one. */
public final class Screen {

  /** Of an output that is no terminal. */
  private static final int DEFAULT_WIDTH = 120;

  private static final int LEAST_WIDTH = 40;
  private static final int MOST_WIDTH = 1_000;

  private final Surroundings surroundings;
  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean colors;

  /**
   * A screen.
   *
   * @param colors whether the user wants colours; they are used on a terminal only
   */
  public Screen(Surroundings surroundings, PrintWriter out, PrintWriter err, boolean colors) {
    this.surroundings = surroundings;
    this.out = out;
    this.err = err;
    this.colors =
        colors
            && surroundings.terminal()
            && surroundings.variable("NO_COLOR").isEmpty()
            && !surroundings.variable("TERM").equals("dumb");
  }

  /** For results. */
  public PrintWriter out() {
    return out;
  }

  /** For messages about the command itself. */
  public PrintWriter err() {
    return err;
  }

  /** Whether a person can answer questions and see progress. */
  public boolean isTerminal() {
    return surroundings.terminal();
  }

  /** The times of this screen. */
  public Times times() {
    return new Times(surroundings.zone(), surroundings.clock());
  }

  /** Columns of the terminal: {@code COLUMNS}, else what the terminal says, else 120. */
  public int width() {
    String columns = surroundings.variable("COLUMNS");
    if (columns.matches("[0-9]{1,6}")) {
      return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, Integer.parseInt(columns)));
    }
    return surroundings.terminal()
        ? Math.max(LEAST_WIDTH, new UsageMessageSpec().autoWidth(true).width())
        : DEFAULT_WIDTH;
  }

  /** Prints a table as wide as the terminal allows. */
  public void print(Table table) {
    out.print(table.render(width(), ansi()));
    out.flush();
  }

  /** Prints a line of results, with the control characters of foreign text made visible. */
  public void line(String text) {
    out.println(Printable.of(text));
  }

  /** Prints a sentence as results, broken to the width of the terminal. */
  public void paragraph(String text) {
    print(new Table(Table.Column.broken("", LEAST_WIDTH)).add(text).withoutTitles());
  }

  /** Prints a message about the command itself. */
  public void note(String text) {
    err.println(Printable.of(text));
    err.flush();
  }

  /** A text in the colour of {@code tone}, where the terminal has colours. */
  public String colored(String text, Tone tone) {
    return tone.apply(text, ansi()).toString();
  }

  private Ansi ansi() {
    return colors ? Ansi.ON : Ansi.OFF;
  }

  /** Progress of a task: a bar on a terminal, and a line now and then elsewhere. */
  public Progress progress(String task, String unit) {
    return surroundings.terminal()
        ? new BarProgress(task, unit, err, width())
        : new LineProgress(task, unit, err, surroundings.clock());
  }

  /**
   * Asks a question that {@code yes} or {@code y} answers.
   *
   * @return whether the answer is yes; false at the end of the input
   * @throws CannotRunException if nobody can answer
   */
  public boolean ask(String question) {
    if (!surroundings.terminal()) {
      throw new CannotRunException(
          ExitCode.USAGE,
          Printable.of(question)
              + " Nobody can answer here, because this is no terminal: repeat the command with"
              + " --yes to go on.");
    }
    err.print(Printable.of(question) + " [y/N] ");
    err.flush();
    String answer = readLine().strip().toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  /** Byte by byte, so that nothing behind the line is taken from the input. */
  private String readLine() {
    var line = new ByteArrayOutputStream();
    try {
      for (int next = surroundings.in().read();
          next >= 0 && next != '\n';
          next = surroundings.in().read()) {
        line.write(next);
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString(StandardCharsets.UTF_8);
  }
}
