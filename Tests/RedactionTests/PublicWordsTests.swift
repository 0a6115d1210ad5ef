import Testing

@testable import Redaction

/// The list of words, and what is told from them.
@Suite struct PublicWordsTests {
  @Test(arguments: ["watchdog", "settle", "multipath", "allocated", "hidepid", "udev", "worker"])
  func programsUseIt(_ word: String) {
    #expect(PublicWords.contains(Array(word.utf8)))
  }

  /// A search finds what stands first, last and between.
  @Test func theListIsSorted() {
    let words = PublicWords.all
    #expect(words.count > 10_000)
    #expect(zip(words, words.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
    for word in [words[0], words[1], words[words.count / 2], words[words.count - 1]] {
      #expect(PublicWords.contains(Array(word)))
    }
  }

  @Test(arguments: [
    "rechner-olaf", "wohnraid", "gkraus", "push_nach_tante", "büro", "lampe_schlafzimmer",
  ])
  func somebodyGaveTheName(_ name: String) {
    #expect(PublicWords.isForeign(Array(name.utf8)[...]))
  }

  @Test(arguments: [
    "snd_hda_intel", "NetworkManager", "systemd-udevd", "DID_NO_CONNECT", "fe80", "deadbeef",
    "TSCs", "dm-3", "queue_depth", "blockdevice",
  ])
  func aProgramCalledItSo(_ name: String) {
    #expect(!PublicWords.isForeign(Array(name.utf8)[...]))
  }
}
