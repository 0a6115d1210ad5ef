import ArgumentParser

@main
struct ProbeDoctor: ParsableCommand {
  func run() throws {}
}
