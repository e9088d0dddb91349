package dev.segmentnovu.bench.plan;

import java.util.Locale;

/**
 * What the load generator is to send.
 *
 * @param run number of the run, less than 10,000
 * @param port where to, on this machine
 * @param connections requests on their way at once, at most
 * @param payload bytes of an event
 * @param users how many users the events are of
 * @param rate events a second; 0 for as many as are taken
 * @param backlog events that may be accepted and not delivered, at most; 0 for no bound
 * @param most events after which it stops by itself; 0 for none
 */
public record LoadPlan(
    Scenario scenario,
    int run,
    int port,
    int connections,
    int payload,
    int users,
    double rate,
    long backlog,
    long most) {

  /** As many events of those that the options describe as {@code port} takes. */
  public static LoadPlan of(BenchOptions options, Scenario scenario, int run, int port) {
    return new LoadPlan(
        scenario, run, port, options.connections(), options.payload(), options.users(), 0, 0, 0);
  }

  /** The same at a rate or with bounds. */
  public LoadPlan with(double newRate, long newBacklog, long newMost) {
    return new LoadPlan(
        scenario, run, port, connections, payload, users, newRate, newBacklog, newMost);
  }

  /** As {@link #line} wrote it. */
  public static LoadPlan parse(String line) {
    String[] words = line.split(" ", -1);
    return new LoadPlan(
        Scenario.valueOf(words[0]),
        Integer.parseInt(words[1]),
        Integer.parseInt(words[2]),
        Integer.parseInt(words[3]),
        Integer.parseInt(words[4]),
        Integer.parseInt(words[5]),
        Double.parseDouble(words[6]),
        Long.parseLong(words[7]),
        Long.parseLong(words[8]));
  }

  /** All of it on one line. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "%s %d %d %d %d %d %.3f %d %d",
        scenario.name(),
        run,
        port,
        connections,
        payload,
        users,
        rate,
        backlog,
        most);
  }
}
