import Glibc

/// Does a job for each of several things, on as many threads as there are processors.
///
/// Plain threads: a pool of them, or Swift's own concurrency, takes longer to start than a clean
/// journal takes to read.
enum Parallel {
  /// The results of `body` for 0, 1, … in their order.
  ///
  /// `body` is called from several threads at once, and must not touch what another call changes.
  static func map<Result>(_ count: Int, _ body: (Int) -> Result) -> [Result] {
    let threads = min(count, sysconf(Int32(_SC_NPROCESSORS_ONLN)), mostThreads)
    guard threads > 1 else { return (0..<count).map(body) }
    return [Result](unsafeUninitializedCapacity: count) { results, filled in
      guard let first = results.baseAddress else { return }
      withoutActuallyEscaping(body) { body in
        Team { member in
          for number in stride(from: member, to: count, by: threads) {
            (first + number).initialize(to: body(number))
          }
        }.run(threads)
      }
      filled = count
    }
  }

  /// Beyond this, disks and the kernel's locks are what is waited for.
  private static let mostThreads = 16

  /// A job and who does it: the caller is the last member.
  private final class Team {
    private let job: (Int) -> Void

    init(_ job: @escaping (Int) -> Void) { self.job = job }

    private final class Member {
      let number: Int
      let team: Team

      init(_ number: Int, of team: Team) {
        self.number = number
        self.team = team
      }
    }

    func run(_ members: Int) {
      var threads: [pthread_t] = []
      var left = [members - 1]
      for number in 0..<members - 1 {
        let member = Unmanaged.passRetained(Member(number, of: self))
        var thread = pthread_t()
        let result = pthread_create(
          &thread, nil,
          { argument in
            if let argument {
              let member = Unmanaged<Member>.fromOpaque(argument).takeRetainedValue()
              member.team.job(member.number)
            }
            return nil
          }, member.toOpaque())
        if result == 0 {
          threads.append(thread)
        } else {
          // No more threads: then it is done here.
          member.release()
          left.append(number)
        }
      }
      for number in left { job(number) }
      for thread in threads { pthread_join(thread, nil) }
    }
  }
}
