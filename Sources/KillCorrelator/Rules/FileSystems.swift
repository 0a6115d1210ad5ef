/// Code of file systems: a task in it reads or writes a file.
enum FileSystems {
  /// Whether a task is in one's code; in ZFS's disks, and in what it makes pools of, it is in a driver.
  static func isRead(in frames: [Frame]) -> Bool {
    frames.contains(where: contains)
      && !frames.contains { $0.function.hasPrefix("zvol_") || $0.function.hasPrefix("vdev_") }
  }

  /// Whether a module is one.
  static func contains(_ module: String) -> Bool { modules.contains(module.moduleName) }

  private static func contains(_ frame: Frame) -> Bool {
    if let module = frame.module { return contains(module) }
    return functions.contains { frame.function.hasPrefix($0) }
  }

  private static let modules: Set<String> = [
    "ext2", "ext4", "jbd2", "xfs", "btrfs", "f2fs", "vfat", "fat", "exfat", "overlay", "squashfs",
    "erofs", "isofs", "udf", "nfs", "nfsv3", "nfsv4", "sunrpc", "cifs", "fuse", "9p", "zfs",
    "bcachefs", "ntfs3", "nilfs2", "reiserfs", "jfs", "gfs2", "ocfs2",
  ]
  /// Where they are built in.
  private static let functions = [
    "ext4_", "jbd2_", "xfs_", "btrfs_", "f2fs_", "fat_", "ovl_", "squashfs_", "nfs_", "fuse_",
  ]
}
