package dev.segmentnovu.relay.cli.terminal;

import java.io.Console;
import java.io.InputStream;
import java.time.Clock;
import java.time.ZoneId;
import java.util.Map;

/**
 * What a command is started with.
 *
 * @param environment the environment variables
 * @param in the standard input
 * @param terminal whether a person sits at both ends: the standard input and output are terminals
 * @param clock the time now, for ages and rates
 * @param zone of the times in tables
 */
public record Surroundings(
    Map<String, String> environment, InputStream in, boolean terminal, Clock clock, ZoneId zone) {

  public Surroundings {
    environment = Map.copyOf(environment);
  }

  /** Those of this process, with other environment variables. */
  public static Surroundings ofProcess(Map<String, String> environment) {
    return new Surroundings(
        environment, System.in, hasTerminal(), Clock.systemUTC(), ZoneId.systemDefault());
  }

  /** Java 22 and newer have a console without a terminal too, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull") // null in Java 17 to 21 only, as the text above says
  private static boolean hasTerminal() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** The value of an environment variable; empty if it is not set. */
  public String variable(String name) {
    return environment.getOrDefault(name, "").strip();
  }
}
